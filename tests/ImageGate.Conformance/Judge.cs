using System.Collections.Concurrent;
using System.Text.Json;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Conformance;

/// <summary>Verifies the bundles of manifest lines. Trusted roots are read once, as a server does.</summary>
public sealed class Judge(string vectors)
{
    private readonly ConcurrentDictionary<string, TrustedRoot> _roots = new(StringComparer.Ordinal);

    public Verdict Verify(ManifestLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        try
        {
            return Verdict.Of(Run(line));
        }
        catch (UnreadableKeyException unreadable)
        {
            return Verdict.OfUnreadableKey(unreadable.Message);
        }
    }

    private BundleResult Run(ManifestLine line)
    {
        TrustedRoot root = _roots.GetOrAdd(PathOf(line.Root), Files.TrustedRoot);
        SignerRequirement signer = line.Key is { } key
            ? Signers.OfKey(PathOf(key), line.LogEntries == 0 ? TransparencyLog.NotRequired : TransparencyLog.Required, root)
            : Signers.OfIdentity(line.Issuer, line.Identity, root, Demands(line));
        byte[] bundle = File.ReadAllBytes(PathOf(line.Bundle));
        Artifact artifact = line.Artifact is { } file ? Artifact.Of(File.ReadAllBytes(PathOf(file))) : Artifact.Of(Digest.Parse("sha256:" + line.Digest));
        return line.RawEnvelope is { } envelope
            ? VerifyStored(bundle, File.ReadAllBytes(PathOf(envelope)), artifact, signer)
            : BundleVerifier.Verify(bundle, artifact, signer);
    }

    // The stored bytes are the envelope then; only certificate and log entry come from the bundle, as from annotations.
    private static BundleResult VerifyStored(byte[] bundle, byte[] stored, Artifact artifact, SignerRequirement signer)
    {
        if (!SigstoreBundle.TryParse(bundle, signer, out SigstoreBundle? parsed, out VerificationResult.Failed? failed))
        {
            return new BundleResult.Failed(failed.Failure, failed.Detail);
        }

        using var document = JsonDocument.Parse(stored);
        var content = new SignedContent.Envelope(DsseEnvelope.ReadStandalone(document.RootElement), stored);
        return BundleVerifier.Verify(parsed with { Content = content }, artifact, signer, now: null);
    }

    private static TrustRequirements Demands(ManifestLine line)
    {
        TrustRequirements demands = line.LogEntries == 0 ? TrustRequirements.Default.InsecureSkipLog() : TrustRequirements.Default.WithTransparencyLogEntries(line.LogEntries);
        return line.CertificateTimestamps == 0 ? demands.InsecureSkipCertificateTimestamps() : demands;
    }

    private string PathOf(string relative) => Path.Combine(vectors, relative);
}
