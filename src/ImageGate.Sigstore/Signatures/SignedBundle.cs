using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Signatures;

/// <summary>A bundle, the artifact that it must be about, and the key that must have made it.</summary>
internal sealed record SignedBundle(SigstoreBundle Bundle, Artifact Artifact, SignerKey Signer)
{
    /// <summary>The hash of what the signature was made over; false when the artifact's bytes would be needed and are not at hand.</summary>
    public bool TryHashSignedBytes(HashAlgorithmName hash, [NotNullWhen(true)] out byte[]? value)
    {
        if (Bundle.Content is SignedContent.Envelope envelope)
        {
            value = HashNames.Hash(hash, envelope.Dsse.PreAuthenticationEncoding());
            return true;
        }

        return Artifact.TryHash(hash, out value);
    }

    /// <summary>Null when the signer's key made the signature.</summary>
    public VerificationResult.Failed? CheckSignature()
    {
        if (Bundle.Content is SignedContent.Message { Hint: { } hint } && !Agrees(hint))
        {
            return new(VerificationFailure.MessageDigestMismatch, "the digest in the bundle is not that of the artifact");
        }

        return Verify(Signer.Key) || (Ed25519ph() is { } prehashed && Verify(prehashed))
            ? null
            : new(VerificationFailure.SignatureInvalid, Signer.Certificate is null
                ? "no signature was made by the signer's key"
                : "the signature was not made by the certificate's key");
    }

    // "messageDigest is only a hint": it proves nothing, but when it is wrong someone means another artifact.
    private bool Agrees(MessageDigest hint) =>
        HashNames.TryFromProto(hint.Algorithm, out HashAlgorithmName hash)
        && Artifact.TryHash(hash, out byte[]? value)
        && hint.Value.Span.SequenceEqual(value);

    private bool Verify(PublicKey key)
    {
        ReadOnlySpan<byte> signature = Bundle.Content.Signature.Span;
        return Bundle.Content switch
        {
            SignedContent.Envelope envelope => key.Verify(envelope.Dsse.PreAuthenticationEncoding(), signature),
            _ when Artifact.Bytes is { } bytes => key.Verify(bytes.Span, signature),
            _ => key.VerifyHash(Convert.FromHexString(Artifact.Digest.Hex), HashAlgorithmName.SHA256, signature),
        };
    }

    // Neither a certificate nor a key file says which variant its key signs with: a blob that goes into a log is signed with
    // Ed25519ph, since Rekor's entries hold hashes; DSSE always with pure Ed25519.
    private PublicKey? Ed25519ph() =>
        Bundle.Content is SignedContent.Message
        && Signer.Key.Algorithm == "Ed25519"
        && PublicKey.TryImport(Signer.Key.SubjectPublicKeyInfo.Span, KeyScheme.Ed25519ph, KeyHash.Default, out PublicKey? key, out _) ? key : null;
}
