using System.Text.Json;
using ImageGate.Core;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.Policies;
using ImageGate.Kubernetes.Workloads;
using static ImageGate.Fuzz.Targets.SeedFiles;

namespace ImageGate.Fuzz.Targets;

/// <summary>What the API server sends, and policies.</summary>
internal static class AdmissionTargets
{
    private static readonly AdmissionHandler Handler = new(new Gatekeeper(new UnsignedRegistry()));
    private static readonly PolicySet Policies = ((PolicyLoad.Loaded)Load(Text(
        "apiVersion: imagegate.dev/v1\nkind: TrustPolicy\nmetadata: {name: all}\nspec:\n  images: [\"docker.io/**\"]\n  deny: no-images\n"))).Set;

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("admission-review", InputFormat.Json, 5_000, Reviews(), ReadReview),

        new("overload-answer", InputFormat.Json, 5_000, Reviews(), input => OverloadAnswer.For(input) is not null),

        // Several tasks decide, so what they allocate is only partly this thread's.
        new("admission-answer", InputFormat.Json, 3_000, Reviews(), Answer) { AllocationConstant = 2 * 1024 * 1024 },

        // A node of YAML can be two bytes long, and has events, tokens, marks and a place.
        new("policy", InputFormat.Yaml, 2_000, Documents(), input => Load(input) is PolicyLoad.Loaded) { AllocationConstant = 8 * 1024 * 1024, AllocationPerByte = 4 * 1024 },
    ];

    private static IReadOnlyList<byte[]> Reviews() => Fixtures("admission", "*.json");

    private static bool ReadReview(byte[] input)
    {
        if (AdmissionReviewReader.Read(input) is not ReviewReading.Request { Value: var request })
        {
            return false;
        }

        _ = PassThrough.Applies(request);
        _ = ImageFinder.Find(request.Kind, request.Resource, request.SubResource, request.OldObject);
        if (ImageFinder.Find(request.Kind, request.Resource, request.SubResource, request.Object) is ImageFinding.Found found)
        {
            PatchRoundTrip.Run(request, request.Object!.Value, found.Uses);
        }

        return true;
    }

    // A fault that was caught is a denial, and a fault all the same.
    private static bool Answer(byte[] input)
    {
        AdmissionAnswer answer = Handler.AnswerAsync(input, AdmissionPath.Mutate, Policies, CancellationToken.None).GetAwaiter().GetResult();
        switch (answer)
        {
            case AdmissionAnswer.NotAReview refused when refused.Fault is null && refused.StatusCode is 400 or 413:
                return false;
            case AdmissionAnswer.Review { Json: var json, Record: var record }:
                using (var document = JsonDocument.Parse(json))
                {
                    JsonElement response = document.RootElement.GetProperty("response");
                    bool isDenied = !response.GetProperty("allowed").GetBoolean() || !response.TryGetProperty("patch", out _);
                    return isDenied && response.GetProperty("uid").GetString() == record.Uid && record.Fault is null
                        ? true
                        : throw new InvalidOperationException($"the answer is {document.RootElement}: {record.Fault}");
                }

            default:
                throw new InvalidOperationException(answer.ToString());
        }
    }

    private static IReadOnlyList<byte[]> Documents() =>
    [
        .. Examples("*.yaml"),
        Text($"apiVersion: imagegate.dev/v1\nkind: TrustRoot\nmetadata: {{name: acme}}\nspec:\n  trustedRoot: {GoodSignatures.Sigstore.TrustedRootJson().ToJsonString()}\n---\n"
            + "apiVersion: imagegate.dev/v1\nkind: RegistryAccess\nmetadata: {name: acme}\nspec:\n  host: registry.acme.io\n---\n"
            + "apiVersion: imagegate.dev/v1\nkind: GateDefaults\nmetadata: {name: defaults}\nspec:\n  unmatchedImages: deny\n  pinning: pods\n"),
    ];

    private static PolicyLoad Load(byte[] input) => PolicyDocuments.Load("policies", [new PolicyFile("p.yaml", input)], new NoFiles(), new SeededTrustMaterial());

    private sealed class NoFiles : IReferencedFiles
    {
        public ReferencedFile Read(string path) => new ReferencedFile.Unreadable("it does not exist");
    }
}
