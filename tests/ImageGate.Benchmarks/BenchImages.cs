using System.Text.Json;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using ImageGate.Testing;

namespace ImageGate.Benchmarks;

/// <summary>A registry with signed images, the policy that trusts their key, and reviews that name them.</summary>
internal sealed class BenchImages : IAsyncDisposable
{
    private readonly CosignKey _key = CosignKey.CreateP256();

    private readonly List<Digest> _digests = [];

    private BenchImages(InMemoryRegistry registry) => Registry = registry;

    public InMemoryRegistry Registry { get; }

    public string KeyPem => _key.PublicPem;

    public static async Task<BenchImages> StartAsync(int count)
    {
        var images = new BenchImages(await InMemoryRegistry.StartAsync());
        for (int index = 0; index < count; index++)
        {
            Digest digest = images.Registry.PushImage("app", Tag(index));
            images._digests.Add(digest);
            images.Registry.PushSignature("app", digest, images._key.Sign(digest));
        }

        return images;
    }

    public PolicySet Policies()
    {
        IReadOnlyList<PublicKey> keys = PublicKeyPem.TryParse(KeyPem, KeyHash.Default, out IReadOnlyList<PublicKey>? read, out string? error) ? read : throw new FormatException(error);
        var signer = new Signer("key", new SignerRequirement.AnyKey(keys, TransparencyLog.NotRequired, new Dictionary<string, string>()), null);
        var policy = new TrustPolicy(
            "apps", [ImagePattern.Parse(Registry.Host + "/**")], [], NamespaceScope.Everywhere, PolicyMode.Enforce, new PolicyRule.Require(1, [signer]), UnavailableAction.Deny.Instance)
        { Fingerprint = "bench" };
        return new PolicySet([policy], GateDefaults.Strict, [Registry.Access() with { MaxConcurrency = 32 }], [], "bench");
    }

    public byte[] Review(int images) => Review([.. Enumerable.Range(0, images)], byDigest: false);

    public byte[] Review(int[] images, bool byDigest) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        apiVersion = "admission.k8s.io/v1",
        kind = "AdmissionReview",
        request = new
        {
            uid = Guid.NewGuid().ToString(),
            kind = new { group = "", version = "v1", kind = "Pod" },
            resource = new { group = "", version = "v1", resource = "pods" },
            name = "p",
            @namespace = "default",
            operation = "CREATE",
            userInfo = new { username = "u" },
            @object = new
            {
                apiVersion = "v1",
                kind = "Pod",
                metadata = new { name = "p" },
                spec = new { containers = images.Select(index => new { name = $"c{index}", image = $"{Registry.Host}/app:{Tag(index)}{(byDigest ? $"@{_digests[index]}" : "")}" }) },
            },
        },
    });

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        _key.Dispose();
    }

    private static string Tag(int index) => $"v{index}";
}
