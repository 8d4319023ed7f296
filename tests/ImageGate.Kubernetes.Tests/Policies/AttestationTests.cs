using ImageGate.Core.Policies;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class AttestationTests
{
    private const string Type = "predicateType: https://slsa.dev/provenance/v1";

    private static readonly string Pem = TestKey.QuotedPem();

    [Fact]
    public void A_demand_is_read_with_its_defaults()
    {
        AttestationDemand demand = Read($"{{name: a, {Type}, signers: [ci]}}");
        (demand.Name, demand.PredicateType, demand.Accept, demand.MaxAge).Should().Be(("a", "https://slsa.dev/provenance/v1", AttestationAcceptance.Any, null));
        demand.Signers.Should().ContainSingle().Which.Name.Should().Be("ci");
    }

    [Theory]
    [InlineData("any", AttestationAcceptance.Any)]
    [InlineData("all", AttestationAcceptance.All)]
    [InlineData("newest", AttestationAcceptance.Newest)]
    public void Accept_is_read(string text, AttestationAcceptance expected) =>
        Read($"{{name: a, {Type}, signers: [ci], accept: {text}}}").Accept.Should().Be(expected);

    [Theory]
    [InlineData("90d", 90 * 86_400)]
    [InlineData("12h", 12 * 3_600)]
    [InlineData("30m", 1_800)]
    [InlineData("\"1s\"", 1)]
    [InlineData("36500d", 36_500L * 86_400)]
    public void MaxAge_is_read(string text, long seconds) =>
        Read($"{{name: a, {Type}, signers: [ci], maxAge: {text}}}").MaxAge.Should().Be(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void A_demand_may_have_signers_of_its_own_beside_those_of_the_policy() =>
        Read($"{{name: a, {Type}, signers: [ci, {{name: builder, keyless: {{issuer: i, subject: b, trustRoot: acme}}}}]}}")
            .Signers.Select(signer => signer.Name).Should().Equal("ci", "builder");

    [Fact]
    public void A_key_without_a_log_may_attest_where_no_time_is_demanded() =>
        Read($"{{name: a, {Type}, signers: [key], accept: all}}").Signers.Should().ContainSingle().Which.Name.Should().Be("key");

    [Theory]
    [InlineData("[]", "10:17: spec.attestations", "the list is empty")]
    [InlineData("{}", "10:17: spec.attestations", "is a mapping: write a list")]
    [InlineData("[x]", "10:18: spec.attestations[0]", "is a text: write a mapping with `name`")]
    [InlineData("[{TYPE, signers: [ci]}]", "10:18: spec.attestations[0].name", "is missing")]
    [InlineData("[{name: a, signers: [ci]}]", "10:18: spec.attestations[0].predicateType", "is missing")]
    [InlineData("[{name: a, TYPE}]", "10:18: spec.attestations[0].signers", "is missing: write whose attestation counts")]
    [InlineData("[{name: a, TYPE, signers: []}]", "spec.attestations[0].signers", "the list is empty: write at least one")]
    [InlineData("[{name: a, TYPE, signers: ci}]", "spec.attestations[0].signers", "is a text: write a list")]
    [InlineData("[{name: a, TYPE, signers: [cii]}]", "spec.attestations[0].signers[0]", "no signer of `require` is called `cii`: did you mean `ci`?")]
    [InlineData("[{name: a, TYPE, signers: [ci, ci]}]", "spec.attestations[0].signers[1]", "the name is there twice")]
    [InlineData("[{name: a, TYPE, signers: [{name: ci, keyless: {issuer: i, subject: s, trustRoot: acme}}]}]", "spec.attestations[0].signers[0].name", "is the name of a signer of `require` as well")]
    [InlineData("[{name: a, TYPE, signers: [{name: b}]}]", "spec.attestations[0].signers[0].key", "is missing")]
    [InlineData("[{name: a, TYPE, signers: [key], maxAge: 1d}]", "spec.attestations[0].signers[0]", "no verified time, which `maxAge` and `newest` need")]
    [InlineData("[{name: a, TYPE, signers: [key], accept: newest}]", "spec.attestations[0].signers[0]", "no verified time, which `maxAge` and `newest` need")]
    [InlineData("[{name: a, TYPE, signers: [ci], accept: every}]", "spec.attestations[0].accept", "unknown value `every`: write `any`, `all` or `newest`")]
    [InlineData("[{name: a, TYPE, signers: [ci], maxAge: 90}]", "spec.attestations[0].maxAge", "is a number: write a whole number and a unit")]
    [InlineData("[{name: a, TYPE, signers: [ci], maxAge: 0d}]", "spec.attestations[0].maxAge", "is not a length of time")]
    [InlineData("[{name: a, TYPE, signers: [ci], maxAge: -1d}]", "spec.attestations[0].maxAge", "is not a length of time")]
    [InlineData("[{name: a, TYPE, signers: [ci], maxAge: 1d12h}]", "spec.attestations[0].maxAge", "is not a length of time")]
    [InlineData("[{name: a, TYPE, signers: [ci], maxAge: 36501d}]", "spec.attestations[0].maxAge", "is over a hundred years")]
    [InlineData("[{name: a, predicateType: slsaprovenance, signers: [ci]}]", "10:43: spec.attestations[0].predicateType", "is not the URI of a type")]
    [InlineData("[{name: a, predicateType: \"https://sigstore.dev/cosign/sign/v1\", signers: [ci]}]", "10:43: spec.attestations[0].predicateType", "is what an image signature states")]
    [InlineData("[{name: a, TYPE, signers: [ci], predicate: x}]", "spec.attestations[0].predicate", "unknown field")]
    [InlineData("[{name: a, TYPE, signers: [ci]}, {name: a, TYPE, signers: [ci]}]", "spec.attestations[1].name", "the name is there twice (first in line 10)")]
    public void A_bad_demand_is_refused(string attestations, string place, string part) =>
        Errors(Text(attestations.Replace("TYPE", Type, StringComparison.Ordinal))).Should().ContainSingle()
            .Which.Should().StartWith("p.yaml:10:").And.Contain(place + ": ").And.Contain(part);

    [Fact]
    public void Attestations_without_signers_of_the_image_are_refused() =>
        Policy($"images: [nginx]\ndeny: no-images\nattestations: [{{name: a, {Type}, signers: [ci]}}]")
            .ShouldBeRefused("7:17: spec.attestations", "is only for a policy with `require`");

    private static string Text(string attestations) => Policy($$"""
        images: ["**"]
        require:
          signers:
            - {name: ci, keyless: {issuer: i, subject: s, trustRoot: acme} }
            - {name: key, key: {pem: {{Pem}} }, transparencyLog: notRequired}
        attestations: {{attestations}}
        """) + TestRoot.Document();

    private static AttestationDemand Read(string attestation) =>
        ((PolicyRule.Require)Set(Text($"[{attestation}]")).Policies[0].Rule).Attestations.Should().ContainSingle().Which;
}
