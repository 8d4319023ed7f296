using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Conformance;

/// <summary>One bundle, as the official conformance suite asks.</summary>
/// <remarks>Source: sigstore/sigstore-conformance, docs/cli_protocol.md, "Verify a bundle".</remarks>
public static class VerifyBundleCommand
{
    private const int Verified = 0;
    private const int NotVerified = 1;

    private const string Staging = "--staging";

    private static readonly string[] Names = ["--bundle", "--certificate-identity", "--certificate-oidc-issuer", "--key", "--trusted-root"];

    public static int Run(IReadOnlyList<string> texts, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(output);
        if (Arguments.TryParse(texts, Names, [Staging]) is not { Rest: [var subject] } arguments
            || !arguments.TryGet("--bundle", out string? bundle))
        {
            return Usage.Show(output);
        }

        try
        {
            if (Signer(arguments, Root(arguments)) is not { } signer)
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

    // Without a file the suite means the public-good instance, or, with --staging, the one whose root this program does not have.
    private static TrustedRoot Root(Arguments arguments) =>
        arguments.TryGet("--trusted-root", out string? file) ? Files.TrustedRoot(file)
        : arguments.Has(Staging) ? throw new InvalidDataException("name the staging instance's trusted root with --trusted-root")
        : Files.TrustedRoot(PublicGood.Seed.TrustedRoot!.Value, "the built-in trusted root");

    // A key and an identity at once are two answers to one question: one of the suite's cases asks for the refusal.
    private static SignerRequirement? Signer(Arguments arguments, TrustedRoot root)
    {
        bool hasIdentity = arguments.TryGet("--certificate-identity", out string? identity);
        bool hasIssuer = arguments.TryGet("--certificate-oidc-issuer", out string? issuer);
        return (arguments.TryGet("--key", out string? key), hasIdentity, hasIssuer) switch
        {
            (true, false, false) => Signers.OfKey(key!, TransparencyLog.Required, root),
            (false, true, true) => Signers.OfIdentity(issuer, identity, root, TrustRequirements.Default),
            _ => null,
        };
    }
}
