using BenchmarkDotNet.Attributes;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Benchmarks;

/// <summary>One signature that real cosign made, all checks, by kind of key.</summary>
[Config(typeof(QuickConfig))]
public class VerifyBenchmark
{
    private CosignFixture _fixture = null!;
    private SignerRequirement _signer = null!;

    /// <summary>The kind of key: a case of tests/fixtures/cosign.</summary>
    [Params("p256", "cosign3-key-sig-p384", "p521", "rsa2048", "rsa4096", "ed25519")]
    public string Key { get; set; } = "";

    [GlobalSetup]
    public void Read()
    {
        _fixture = CosignFixture.Read(Key);
        _signer = new SignerRequirement.AnyKey([_fixture.Key()], TransparencyLog.NotRequired, new Dictionary<string, string>());
    }

    [Benchmark]
    public VerificationResult Verify() =>
        SignatureVerifier.Verify(_fixture.Image, _fixture.Signatures, _signer, CancellationToken.None) is VerificationResult.Verified verified
            ? verified
            : throw new InvalidOperationException("the signature was to be verified");
}
