using ImageGate.Core.Caching;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using ImageGate.Testing;

namespace ImageGate.Core.Tests.Caching;

/// <summary>One gatekeeper that lives through many decisions, with a clock that a test moves.</summary>
internal sealed class Decisions
{
    public const string App = "ghcr.io/acme/app";
    public const string Tagged = App + ":v1";

    // One image, signed by two keys; another image, signed by a third.
    public static readonly CosignFixture Signed = CosignFixture.Read("p256-two-signatures");
    public static readonly CosignFixture Other = CosignFixture.Read("p256");
    public static readonly PublicKey Alice = Signed.Key();
    public static readonly PublicKey Mallory = Other.Key();

    private readonly Gatekeeper _gatekeeper;

    public Decisions(VerdictCacheSettings? settings = null)
    {
        Cache = new VerdictCache(settings ?? VerdictCacheSettings.Default, Time);
        _gatekeeper = new Gatekeeper(Registry, Time, Cache);
        Registry.Tag(App, "v1", Signed.Image).Signatures(App, Signed.Image, Signed.Signatures);
    }

    public static string Pinned { get; } = $"{App}@{Signed.Image}";

    public ManualTimeProvider Time { get; } = new();

    public VerdictCache Cache { get; }

    public StubRegistry Registry { get; } = new();

    public static TrustPolicy Policy(PublicKey key, string? fingerprint = "1", string name = "p") => Policy(
        new PolicyRule.Require(1, [new Signer("s", new SignerRequirement.AnyKey([key], TransparencyLog.NotRequired, new Dictionary<string, string>()), null)]), fingerprint, name);

    public static TrustPolicy Policy(PolicyRule rule, string? fingerprint, string name = "p") =>
        new(name, [ImagePattern.Parse("ghcr.io/**")], [], NamespaceScope.Everywhere, PolicyMode.Enforce, rule, UnavailableAction.Deny.Instance) { Fingerprint = fingerprint };

    public static PolicySet Set(params TrustPolicy[] policies) => new(policies, GateDefaults.Strict, [], [], "r");

    /// <summary>How many callers found their work already begun.</summary>
    public long Shared => _gatekeeper.Works.Shared;

    public static async Task EventuallyAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public Task<ImageVerdict> DecideAsync(PolicySet set, string image, CancellationToken deadline = default) =>
        DecideAsync(set, Placement.In("prod"), image, deadline);

    public async Task<ImageVerdict> DecideAsync(PolicySet set, Placement placement, string image, CancellationToken deadline = default) =>
        (await _gatekeeper.DecideAsync(set, placement, [image], deadline))[image];

    public Task<ImageVerdict> DecideAsync(string image, params TrustPolicy[] policies) => DecideAsync(Set(policies), image);

    /// <summary>How often something was asked since the last call.</summary>
    public int Asked()
    {
        int asked = Registry.Asked.Count;
        Registry.Asked.Clear();
        return asked;
    }

    /// <summary>From now on the registry does not answer.</summary>
    public void BreakDown() => Registry.Signatures(App, Signed.Image, new RegistryFailure.Unavailable(UnavailableCause.Unreachable, "ghcr.io does not answer", null));
}
