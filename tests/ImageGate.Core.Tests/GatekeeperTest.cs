using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using ImageGate.Testing;

namespace ImageGate.Core.Tests;

/// <summary>Two images, their signers, and decisions about them.</summary>
public abstract class GatekeeperTest
{
    private protected const string App = "ghcr.io/acme/app";
    private protected const string Tagged = App + ":v1";

    // One image, signed by two keys; another image, signed by a third.
    private protected static readonly CosignFixture Signed = CosignFixture.Read("p256-two-signatures");
    private protected static readonly CosignFixture Other = CosignFixture.Read("p256");
    private protected static readonly PublicKey Alice = Signed.Key();
    private protected static readonly PublicKey Bob = Signed.Key("cosign-2.pub");
    private protected static readonly PublicKey Mallory = Other.Key();
    private protected static readonly RegistryFailure.Unavailable Down = new(UnavailableCause.Unreachable, "ghcr.io does not answer", TimeSpan.FromSeconds(7));

    private protected static StubRegistry Registry => new StubRegistry().Tag(App, "v1", Signed.Image).Signatures(App, Signed.Image, Signed.Signatures);

    private protected static PolicyRule.InsecureAllow Allow => new("a test");

    private protected static TrustPolicy Policy(PolicyRule rule) => Policy("p", rule);

    private protected static TrustPolicy Policy(string name, PolicyRule rule) =>
        new(name, [ImagePattern.Parse("ghcr.io/**")], [], NamespaceScope.Everywhere, PolicyMode.Enforce, rule, UnavailableAction.Deny.Instance);

    private protected static PolicyRule.Require Require(int atLeast, params PublicKey[] keys) => new(atLeast, [.. keys.Select((key, index) => Signer($"s{index}", key))]);

    private protected static Signer Signer(string name, params PublicKey[] keys) =>
        new(name, new SignerRequirement.AnyKey(keys, TransparencyLog.NotRequired, new Dictionary<string, string>()), null);

    private protected static PolicySet Set(params TrustPolicy[] policies) => new(policies, GateDefaults.Strict, [], [], "r");

    private protected static Task<ImageVerdict> Decide(StubRegistry registry, string image, params TrustPolicy[] policies) => Decide(registry, image, Set(policies));

    private protected static async Task<ImageVerdict> Decide(StubRegistry registry, string image, PolicySet set) =>
        (await new Gatekeeper(registry).DecideAsync(set, Placement.In("prod"), [image], CancellationToken.None))[image];

    private protected static ImageVerdict.Denied Denied(ImageVerdict verdict) => verdict.Should().BeOfType<ImageVerdict.Denied>().Subject;
}
