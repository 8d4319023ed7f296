using System.Text.Json.Nodes;
using ImageGate.Core;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Kubernetes.Tests.Admission;

/// <summary>A handler over a registry in memory with one signed and one unsigned image.</summary>
public abstract class HandlerTests : IDisposable
{
    private protected const string Signed = "ghcr.io/acme/api:1";
    private protected const string Unsigned = "ghcr.io/acme/rogue:1";
    private protected const string DeploymentType = "apps/v1 Deployment deployments";
    private protected const string PodType = "v1 Pod pods";

    private readonly SignedRegistry _registry = new();

    private protected HandlerTests()
    {
        Pinned = $"{Signed}@{Registry.Push(Signed, "api", signed: true)}";
        Registry.Push(Unsigned, "rogue", signed: false);
    }

    private protected SignedRegistry Registry => _registry;

    private protected string Pinned { get; }

    public void Dispose()
    {
        _registry.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static JsonObject Of(string type, string image) => type == PodType ? Reviews.Pod(image) : Reviews.Deployment(1, image);

    private protected static string Image(JsonNode root) => root["spec"]!["containers"]![0]!["image"]!.GetValue<string>();

    private protected AdmissionHandler Handler() => new(new Gatekeeper(Registry));

    private protected PolicySet Set(Pinning pinning) => PolicySets.Set(pinning, Registry.Signed());

    private protected Task<AdmissionAnswer.Review> Ask(
        JsonNode review, Pinning pinning = Pinning.Pods, AdmissionPath path = AdmissionPath.Mutate, CancellationToken deadline = default) =>
        Ask(review, path, Set(pinning), deadline);

    private protected async Task<AdmissionAnswer.Review> Ask(JsonNode review, AdmissionPath path, PolicySet policies, CancellationToken deadline = default) =>
        (await Handler().AnswerAsync(review.Bytes(), path, policies, deadline)).Should().BeOfType<AdmissionAnswer.Review>().Which;
}
