using System.Text;
using ImageGate.Core;
using ImageGate.Core.Caching;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;
using ImageGate.Testing.Sigstore;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>From the text of a policy to the decision.</summary>
public sealed class KeylessDecisionTests
{
    private const string Provenance = "https://slsa.dev/provenance/v1";
    private const string SignPredicate = "https://sigstore.dev/cosign/sign/v1";

    private static readonly Digest Image = Digest.Of("an image"u8);

    [Theory]
    [InlineData("https://token.actions.githubusercontent.com", "https://github.com/acme/*", "github-hosted", null)]
    [InlineData("https://evil.example", "https://github.com/acme/*", "github-hosted", ReasonCode.IssuerMismatch)]
    [InlineData("https://token.actions.githubusercontent.com", "https://github.com/acme2/*", "github-hosted", ReasonCode.SubjectMismatch)]
    [InlineData("https://token.actions.githubusercontent.com", "https://github.com/acme/*", "self-hosted", ReasonCode.IdentityExtensionMismatch)]
    public async Task An_image_is_admitted_only_with_the_identity_of_the_policy(string issuer, string subject, string runner, ReasonCode? reason) =>
        (await Decide(Policy(issuer, subject, runner), 1, Stated(SignPredicate))).Should().Be(reason);

    [Fact]
    public async Task A_signature_outside_of_the_log_counts_only_where_the_trust_root_has_none()
    {
        RawSignature stamped = Stated(SignPredicate, isLogged: false);
        string policy = Policy();

        (await Decide(policy, 1, stamped)).Should().Be(ReasonCode.LogEntryMissing);
        (await Decide(policy.Replace("spec:\n  trustedRoot:", "spec:\n  insecureSkip: [log]\n  trustedRoot:", StringComparison.Ordinal), 1, stamped)).Should().BeNull();
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(62, ReasonCode.AttestationTooOld)]
    public async Task A_demanded_attestation_must_be_there_and_young(int minutesLater, ReasonCode? reason)
    {
        string policy = Policy(attestations: $"attestations: [{{name: a, predicateType: \"{Provenance}\", signers: [ci], maxAge: 1h}}]");

        (await Decide(policy, minutesLater, Stated(SignPredicate), Stated(Provenance))).Should().Be(reason);
        (await Decide(policy, minutesLater, Stated(SignPredicate))).Should().Be(ReasonCode.AttestationMissing);
        (await Decide(policy, minutesLater, Stated(Provenance))).Should().Be(ReasonCode.PredicateTypeWrong);
    }

    private static string Policy(
        string issuer = "https://token.actions.githubusercontent.com", string subject = "https://github.com/acme/*", string runner = "github-hosted", string attestations = "") =>
        Loading.Policy($$"""
            images: ["**"]
            require:
              signers:
                - name: ci
                  keyless: {issuer: "{{issuer}}", subject: "{{subject}}", extensions: {runnerEnvironment: {{runner}} }, trustRoot: acme}
            {{attestations}}
            """) + TestRoot.Document();

    private static async Task<ReasonCode?> Decide(string policy, int minutesLater, params RawSignature[] stored)
    {
        string image = $"ghcr.io/acme/app@{Image}";
        var time = new ManualTimeProvider(TestRoot.Now.AddMinutes(minutesLater));
        var gatekeeper = new Gatekeeper(new Stored(stored), time, new VerdictCache(VerdictCacheSettings.Off, time));
        ImageVerdict verdict = (await gatekeeper.DecideAsync(Set(policy), Placement.In("prod"), [image], CancellationToken.None))[image];
        return verdict is ImageVerdict.Admitted ? null : verdict.Should().BeOfType<ImageVerdict.Denied>().Which.Reason;
    }

    private static RawSignature.Bundle Stated(string predicateType, bool isLogged = true) => new(Encoding.UTF8.GetBytes(new BundleSpec
    {
        Sigstore = TestRoot.Sigstore,
        Log = isLogged ? TestRoot.Log : null,
        Certificate = TestRoot.Sigstore.Issue(),
        IntegratedTime = TestRoot.Now.AddMinutes(1),
        StampTime = isLogged ? null : TestRoot.Now.AddMinutes(1),
        Content = Encoding.UTF8.GetBytes(
            $$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{Image.Hex}}"} }],"predicateType":"{{predicateType}}","predicate":{} }"""),
        PayloadType = BundleSpec.InToto,
        Kind = "dsse",
    }.Build().ToJsonString()));
}
