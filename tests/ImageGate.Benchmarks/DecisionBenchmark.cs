using BenchmarkDotNet.Attributes;
using ImageGate.Core;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes;
using ImageGate.Kubernetes.Admission;
using ImageGate.Oci;

namespace ImageGate.Benchmarks;

/// <summary>
/// One AdmissionReview, from its bytes to the answer's, against the in-memory registry over HTTP on loopback: 3 registry
/// requests an image. Warm: connections are open. Cold: a new client, so every connection is made anew.
/// </summary>
[Config(typeof(QuickConfig))]
public class DecisionBenchmark
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    private BenchImages _images = null!;
    private RegistryClient _registry = null!;
    private AdmissionHandler _handler = null!;
    private PolicySet _policies = null!;
    private byte[] _review = null!;

    /// <summary>Distinct images in the Pod.</summary>
    [Params(1, 10, 50)]
    public int Images { get; set; }

    [GlobalSetup]
    public async Task StartAsync()
    {
        _images = await BenchImages.StartAsync(Images);
        _policies = _images.Policies();
        _review = _images.Review(Images);
        _registry = NewClient();
        _handler = new AdmissionHandler(new Gatekeeper(_registry));
    }

    [Benchmark]
    public Task<int> Warm() => AnswerAsync(_handler);

    [Benchmark]
    public async Task<int> Cold()
    {
        using RegistryClient registry = NewClient();
        return await AnswerAsync(new AdmissionHandler(new Gatekeeper(registry)));
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        _registry.Dispose();
        await _images.DisposeAsync();
    }

    private static RegistryClient NewClient() => new(ResponseTimeout, TimeProvider.System, "imagegate-bench");

    private async Task<int> AnswerAsync(AdmissionHandler handler) =>
        await handler.AnswerAsync(_review, AdmissionPath.Mutate, _policies, CancellationToken.None) is AdmissionAnswer.Review { Record.IsAllowed: true } review
            ? review.Json.Length
            : throw new InvalidOperationException("the images were to be admitted");
}
