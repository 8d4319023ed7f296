using BenchmarkDotNet.Attributes;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Benchmarks;

/// <summary>One signature under a trusted root, all checks, by what was signed and stored. Keys and chains are read already.</summary>
[Config(typeof(QuickConfig))]
public class BundleBenchmark
{
    private Digest _image = null!;
    private RawSignature[] _signatures = null!;
    private SignerRequirement _signer = null!;

    /// <summary>What is verified: see <see cref="BenchBundles"/>.</summary>
    [Params("keyless", "keyless, stamped", "keyless, Rekor v2, stamped", "keyless .sig", "attestation", "key", "key, logged")]
    public string Bundle { get; set; } = "";

    [GlobalSetup]
    public void Sign()
    {
        var bundles = new BenchBundles();
        _image = bundles.Image;
        (RawSignature signature, _signer) = Bundle switch
        {
            "keyless" => (bundles.Keyless, bundles.KeylessSigner),
            "keyless, stamped" => (bundles.KeylessStamped, bundles.KeylessSigner),
            "keyless, Rekor v2, stamped" => (bundles.KeylessV2, bundles.KeylessSigner),
            "keyless .sig" => (bundles.KeylessLayer, bundles.KeylessSigner),
            "attestation" => (bundles.Attestation, bundles.KeylessSigner),
            "key" => (bundles.Key, bundles.KeySigner(TransparencyLog.NotRequired)),
            _ => (bundles.KeyLogged, bundles.KeySigner(TransparencyLog.Required)),
        };
        _signatures = [signature];
    }

    [Benchmark]
    public bool Verify() => IsVerified() ? true : throw new InvalidOperationException("the signature was to be verified");

    private bool IsVerified() => Bundle == "attestation"
        ? SignatureVerifier.VerifyAttestation(_image, _signatures, _signer, BenchBundles.Provenance, CancellationToken.None) is AttestationResult.Verified
        : SignatureVerifier.Verify(_image, _signatures, _signer, CancellationToken.None) is VerificationResult.Verified;
}
