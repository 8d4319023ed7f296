using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Sigstore.Log;

/// <summary>
/// Whether a log entry is about this signature: its bytes, its signer and its content, all three. An entry that is genuine
/// but of something else proves nothing (CVE-2022-36056).
/// </summary>
internal static class LogBinding
{
    /// <summary>Null when all three are the same.</summary>
    public static VerificationResult.Failed? Check(LogEntryClaim claim, SignedBundle signed) =>
        claim.Signature is { } logged && !logged.Span.SequenceEqual(signed.Bundle.Content.Signature.Span)
            ? new(VerificationFailure.LogSignatureMismatch, "the log entry is of another signature")
        : !IsSameVerifier(claim, signed.Signer)
            ? new(VerificationFailure.LogKeyMismatch, "the log entry names another key or certificate")
        : !IsSameContent(claim, signed)
            ? new(VerificationFailure.LogContentMismatch, "the log entry is of other content")
        : null;

    private static bool IsSameVerifier(LogEntryClaim claim, SignerKey signer) => signer.Certificate is { } certificate
        ? claim.IsCertificate && claim.Verifier.Span.SequenceEqual(certificate.Der.Span)
        : !claim.IsCertificate
            && PublicKey.TryImport(claim.Verifier.Span, KeyHash.Default, out PublicKey? key, out _)
            && key.Fingerprint == signer.Key.Fingerprint;

    private static bool IsSameContent(LogEntryClaim claim, SignedBundle signed) => Hash(claim, signed) is { } hash && claim.Digest.Span.SequenceEqual(hash);

    // Null: this kind of entry cannot be about this kind of content, or the bytes that it hashes are not at hand.
    private static byte[]? Hash(LogEntryClaim claim, SignedBundle signed)
    {
        byte[]? hash = null;
        switch (claim.Subject, signed.Bundle.Content)
        {
            case (LoggedBytes.Artifact, SignedContent.Message):
            case (LoggedBytes.SignedBytes, _):
                signed.TryHashSignedBytes(claim.Hash, out hash);
                break;
            case (LoggedBytes.Payload, SignedContent.Envelope envelope):
                hash = HashNames.Hash(claim.Hash, envelope.Dsse.Payload.Span);
                break;
            case (LoggedBytes.Envelope, SignedContent.Envelope { Stored: { } stored }):
                hash = HashNames.Hash(claim.Hash, stored.Span);
                break;
        }

        return hash;
    }
}
