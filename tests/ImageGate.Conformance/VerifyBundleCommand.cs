using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Conformance;

/// <summary>One bundle, as the official conformance suite asks.</summary>
/// <remarks>Source: sigstore/sigstore-conformance, docs/cli_protocol.md, "Verify a bundle".</remarks>
internal static class VerifyBundleCommand
{
    private const int Verified = 0;
    private const int NotVerified = 1;

    private static readonly string[] Names = ["--bundle", "--certificate-identity", "--certificate-oidc-issuer", "--key", "--trusted-root"];

    public static int Run(IReadOnlyList<string> texts, TextWriter output)
    {
        if (Arguments.TryParse(texts, Names, []) is not { Rest: [var subject] } arguments
            || !arguments.TryGet("--bundle", out string? bundle))
        {
            return Usage.Show(output);
        }

        try
        {
            TrustedRoot root = arguments.TryGet("--trusted-root", out string? file) ? Files.TrustedRoot(file) : PublicGoodRoot();
            if (Signer(arguments, root) is not { } signer)
            {
                return Usage.Show(output);
            }

            Artifact artifact = Digest.TryParse(subject, out Digest? digest) ? Artifact.Of(digest) : Artifact.Of(File.ReadAllBytes(subject));
            var verdict = Verdict.Of(BundleVerifier.Verify(File.ReadAllBytes(bundle), artifact, signer));
            output.WriteLine(verdict);
            return verdict.IsVerified ? Verified : NotVerified;
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnreadableKeyException)
        {
            output.WriteLine(unreadable.Message);
            return NotVerified;
        }
    }

    // The public instance's as it is built in: no network is asked.
    private static TrustedRoot PublicGoodRoot() =>
        TrustedRoot.TryParse(PublicGood.Seed.TrustedRoot!.Value, out TrustedRoot? root, out string? error) ? root : throw new InvalidDataException(error);

    private static SignerRequirement? Signer(Arguments arguments, TrustedRoot root) =>
        arguments.TryGet("--key", out string? key) ? Signers.OfKey(key, TransparencyLog.Required, root)
        : arguments.TryGet("--certificate-identity", out string? identity) && arguments.TryGet("--certificate-oidc-issuer", out string? issuer)
            ? Signers.OfIdentity(issuer, identity, root, TrustRequirements.Default)
        : null;
}
