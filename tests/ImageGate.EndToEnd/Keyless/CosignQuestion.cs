using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>A policy's demand as a command of cosign's.</summary>
/// <param name="Verb"><c>verify</c> or <c>verify-attestation</c>.</param>
/// <param name="Files">Whom to trust.</param>
/// <param name="Flags">Who must have signed, and what is not demanded.</param>
internal sealed record CosignQuestion(string Verb, SigstoreFiles Files, params IReadOnlyList<string> Flags)
{
    private const string UseTimestamps = "--use-signed-timestamps";

    public IEnumerable<string> ForCosign3(PushedImage image) => [Verb, "--trusted-root", Files.TrustedRoot, .. Flags, "--allow-http-registry", image.ByDigest];

    public IEnumerable<string> ForCosign2(PushedImage image)
    {
        string[] stamps = Flags.Contains(UseTimestamps) ? ["--timestamp-certificate-chain", Files.TimestampChain] : [];
        return [Verb, .. Flags, .. stamps, "--allow-http-registry", image.ByDigest];
    }
}
