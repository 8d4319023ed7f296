using ImageGate.Core;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class TrustPolicyTests
{
    [Fact]
    public void An_example_of_everything_loads()
    {
        PolicySet set = Set($$"""
            apiVersion: imagegate.dev/v1
            kind: TrustRoot
            metadata: {name: public-good}
            spec: {file: trust/acme.json}
            ---
            apiVersion: imagegate.dev/v1
            kind: TrustPolicy
            metadata: {name: acme-apps}
            spec:
              images: ["registry.acme.io/apps/**"]        # required
              exceptImages: ["registry.acme.io/apps/sandbox/**"]
              namespaces: {include: ["prod", "team-*"], exclude: ["team-lab"]}
              mode: enforce                               # enforce (default) | warn | audit
              require:
                atLeast: 1                                # default: 1; or `all`
                signers:
                  - name: release-key
                    key:
                      pem: |
                        {{TestKey.Pem().ReplaceLineEndings("\n            ")}}
                    transparencyLog: notRequired          # required (default) | notRequired
                    annotations: {env: prod}
                  - name: ci
                    keyless:
                      issuer: https://token.actions.githubusercontent.com
                      subject: "https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*"
                      extensions: {sourceRepositoryOwnerURI: "https://github.com/acme", runnerEnvironment: github-hosted}
                      trustRoot: public-good              # default
              attestations:
                - name: provenance
                  predicateType: https://slsa.dev/provenance/v1
                  signers: [ci]                           # names from above, or a list of signers of its own; never empty
                  accept: any                             # any | all | newest
                  maxAge: 90d
            ---
            apiVersion: imagegate.dev/v1
            kind: TrustPolicy
            metadata: {name: no-latest-from-hub}
            spec: {images: ["docker.io/**"], deny: "pull through registry.acme.io/hub"}
            ---
            apiVersion: imagegate.dev/v1
            kind: GateDefaults
            metadata: {name: defaults}
            spec: {unmatchedImages: deny, pinning: pods, onUnavailable: deny}
            """, TestRoot.Files());

        TrustPolicy apps = set.Policies[0];
        var require = (PolicyRule.Require)apps.Rule;
        (apps.Name, apps.Mode, apps.OnUnavailable, require.AtLeast).Should().Be(("acme-apps", PolicyMode.Enforce, UnavailableAction.Deny.Instance, 1));
        require.Signers.Select(signer => signer.Name).Should().Equal("release-key", "ci");
        AttestationDemand provenance = require.Attestations.Should().ContainSingle().Subject;
        (provenance.Name, provenance.Accept, provenance.MaxAge).Should().Be(("provenance", AttestationAcceptance.Any, TimeSpan.FromDays(90)));
        provenance.Signers.Should().ContainSingle().Which.Should().BeSameAs(require.Signers[1]);
        require.Signers[0].Requirement.Annotations.Should().ContainSingle().Which.Should().Be(KeyValuePair.Create("env", "prod"));
        set.Policies[1].Rule.Should().Be(new PolicyRule.Deny("pull through registry.acme.io/hub"));
        set.Defaults.Should().Be(GateDefaults.Strict);
        Names(set, "registry.acme.io/apps/api:1", "team-a").Should().Equal("acme-apps");
        Names(set, "registry.acme.io/apps/sandbox/api:1", "team-a").Should().BeEmpty();
        Names(set, "registry.acme.io/apps/api:1", "team-lab").Should().BeEmpty();
        Names(set, "nginx", "team-lab").Should().Equal("no-latest-from-hub");
    }

    [Fact]
    public void What_is_not_written_is_strict()
    {
        PolicySet set = Set(Policy("images: [nginx]\ndeny: no-images"));
        set.Policies[0].Mode.Should().Be(PolicyMode.Enforce);
        set.Policies[0].OnUnavailable.Should().Be(UnavailableAction.Deny.Instance);
        set.Policies[0].Namespaces.Should().Be(NamespaceScope.Everywhere);
        set.Defaults.Should().Be(GateDefaults.Strict);
    }

    [Theory]
    [InlineData("enforce", PolicyMode.Enforce)]
    [InlineData("warn", PolicyMode.Warn)]
    [InlineData("\"audit\"", PolicyMode.Audit)]
    public void The_modes_are_read(string text, PolicyMode mode) =>
        Set(Policy($"images: [nginx]\nmode: {text}\ndeny: no-images")).Policies[0].Mode.Should().Be(mode);

    [Theory]
    [InlineData("Audit", "unknown value `Audit`: did you mean `audit`?")]
    [InlineData("off", "is a word that some YAML readers take for a boolean: write `enforce`, `warn` or `audit`")]
    [InlineData("", "is empty")]
    [InlineData("[audit]", "is a list")]
    public void Another_mode_is_refused(string text, string part) =>
        Errors(Policy($"images: [nginx]\nmode: {text}\ndeny: no-images")).Should().ContainSingle()
            .Which.Should().StartWith("p.yaml:6:").And.Contain(": spec.mode: ").And.Contain(part);

    [Theory]
    [InlineData("exceptImage: [a]", "exceptImage", "did you mean `exceptImages`?")]
    [InlineData("exceptimages: [a]", "exceptimages", "did you mean `exceptImages`?")]
    [InlineData("namespace: {}", "namespace", "did you mean `namespaces`?")]
    [InlineData("requier: {}", "requier", "did you mean `require`?")]
    [InlineData("allow: x", "allow", "the fields here are `images`, `exceptImages`, `namespaces`")]
    public void An_unknown_field_is_refused_with_what_was_probably_meant(string line, string field, string part) =>
        Policy("images: [nginx]\ndeny: no-images\n" + line).ShouldBeRefused($"7:3: spec.{field}", part);

    [Fact]
    public void A_policy_without_images_is_refused() => Policy("deny: no-images").ShouldBeRefused("5:3: spec.images", "is missing");

    [Theory]
    [InlineData("[]", "5:11: spec.images", "the list is empty")]
    [InlineData("nginx", "5:11: spec.images", "is a text: write a list")]
    [InlineData("{a: b}", "5:11: spec.images", "is a mapping: write a list")]
    [InlineData("[\"*\"]", "5:12: spec.images[0]", "unclear")]
    [InlineData("[nginx, \"a**b/c\"]", "5:19: spec.images[1]", "the pattern is not valid")]
    [InlineData("[nginx, nginx]", "5:19: spec.images[1]", "is there twice (first in line 5)")]
    [InlineData("[[nginx]]", "5:12: spec.images[0]", "is a list: write a text")]
    [InlineData("[ghcr.io]", "5:12: spec.images[0]", "is a host without a repository")]
    [InlineData("[\"localhost:5000\"]", "5:12: spec.images[0]", "is a host without a repository")]
    [InlineData("[1.5]", "5:12: spec.images[0]", "is a number: write it in quotes")]
    [InlineData("[null]", "5:12: spec.images[0]", "is empty: write it in quotes")]
    public void Images_that_are_no_patterns_are_refused(string images, string place, string part) =>
        Policy($"images: {images}\ndeny: no-images").ShouldBeRefused(place, part);

    [Theory]
    [InlineData("[ghcr.io/**]", "ghcr.io/acme/app:1")]
    [InlineData("[\"**\"]", "ghcr.io/acme/app:1")]
    [InlineData("[\"**:latest\"]", "ghcr.io/acme/app")]
    [InlineData("[docker.io/library/a.b]", "a.b")]
    public void Images_that_are_patterns_are_read(string images, string image) =>
        Names(Set(Policy($"images: {images}\ndeny: no-images")), image, "any").Should().Equal("p");

    [Fact]
    public void A_bad_pattern_of_exceptImages_is_refused() =>
        Policy("images: [\"**\"]\nexceptImages: [\"x@sha256:0\"]\ndeny: no-images").ShouldBeRefused("6:18: spec.exceptImages[0]", "not digests");

    [Fact]
    public void An_empty_list_of_exceptImages_takes_nothing_out() =>
        Set(Policy("images: [\"**\"]\nexceptImages: []\ndeny: no-images")).Policies[0].ExceptImages.Should().BeEmpty();

    [Theory]
    [InlineData("[nginx]")]
    [InlineData("[\"**\"]")]
    public void A_policy_that_takes_all_its_images_out_is_refused(string except) =>
        Policy($"images: [nginx]\nexceptImages: {except}\ndeny: no-images").ShouldBeRefused("6:17: spec.exceptImages", "would never apply");

    [Theory]
    [InlineData("{}", "6:15: spec.namespaces", "has none of `include`, `exclude` and `selector`")]
    [InlineData("[prod]", "6:15: spec.namespaces", "is a list: write a mapping with `include`, `exclude` and `selector`")]
    [InlineData("{include: []}", "6:25: spec.namespaces.include", "the list is empty")]
    [InlineData("{includes: [a]}", "6:16: spec.namespaces.includes", "did you mean `include`?")]
    [InlineData("{include: [Prod]}", "6:26: spec.namespaces.include[0]", "is not a namespace pattern")]
    [InlineData("{exclude: [a, a]}", "6:29: spec.namespaces.exclude[1]", "is there twice")]
    [InlineData("{exclude: [\"*\"]}", "6:15: spec.namespaces", "would never apply")]
    [InlineData("{include: [a], exclude: [a]}", "6:15: spec.namespaces", "would never apply")]
    public void Bad_namespaces_are_refused(string namespaces, string place, string part)
    {
        string[] errors = Errors(Policy($"images: [nginx]\nnamespaces: {namespaces}\ndeny: no-images"));
        errors.Should().Contain(error => error.StartsWith($"p.yaml:{place}: ", StringComparison.Ordinal) && error.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_without_a_rule_is_refused() =>
        Policy("images: [nginx]").ShouldBeRefused("5:3: spec", "has no rule: write exactly one of `require`, `deny` and `insecureAllow`");

    [Fact]
    public void A_policy_with_two_rules_is_refused() =>
        Policy("images: [nginx]\ndeny: a\ninsecureAllow: b").ShouldBeRefused("5:3: spec", "has `deny` and `insecureAllow`: write exactly one");

    [Fact]
    public void InsecureAllow_is_read_with_its_reason() =>
        Set(Policy("images: [nginx]\ninsecureAllow: |\n  break\n  glass\n")).Policies[0].Rule.Should().Be(new PolicyRule.InsecureAllow("break glass"));

    [Theory]
    [InlineData("insecureAllow", "true", "is a boolean: write it in quotes")]
    [InlineData("insecureAllow", "", "is empty")]
    [InlineData("insecureAllow", "\"\"", "is empty: write a text")]
    [InlineData("insecureAllow", "\" \"", "is empty: write a text")]
    [InlineData("insecureAllow", "yes", "boolean: write it in quotes")]
    [InlineData("deny", "true", "is a boolean: write it in quotes")]
    [InlineData("deny", "[a]", "is a list: write a text")]
    public void A_rule_without_a_text_is_refused(string rule, string value, string part) =>
        Errors(Policy($"images: [nginx]\n{rule}: {value}")).Should().ContainSingle()
            .Which.Should().StartWith("p.yaml:6:").And.Contain($": spec.{rule}: ").And.Contain(part);

    [Fact]
    public void A_message_over_1024_characters_is_refused() =>
        Policy($"images: [nginx]\ndeny: {new string('a', 1_025)}").ShouldBeRefused("6:9: spec.deny", "over 1024 characters");

    [Theory]
    [InlineData("deny")]
    [InlineData("warn")]
    public void A_policys_own_onUnavailable_wins_over_the_defaults(string own)
    {
        UnavailableAction action = own == "deny" ? UnavailableAction.Deny.Instance : UnavailableAction.Warn.Instance;
        string other = own == "deny" ? "warn" : "deny";
        string defaults = "---\n" + Document("GateDefaults", $"onUnavailable: {other}");
        Set(Policy($"images: [nginx]\ndeny: no-images\nonUnavailable: {own}") + defaults).Policies[0].OnUnavailable.Should().Be(action);
        Set(Policy("images: [nginx]\ndeny: no-images") + defaults).Policies[0].OnUnavailable.Should().NotBe(action);
    }

    [Fact]
    public void VerifiedWithin_says_how_long_a_verification_counts() =>
        Set(Policy("images: [nginx]\ndeny: no-images\nonUnavailable: {verifiedWithin: 24h}")).Policies[0].OnUnavailable
            .Should().Be(new UnavailableAction.VerifiedWithin(TimeSpan.FromHours(24)));

    [Theory]
    [InlineData("{verifiedWithin: 0h}", "7:35: spec.onUnavailable.verifiedWithin", "is not a length of time")]
    [InlineData("{verifiedWithin: soon}", "7:35: spec.onUnavailable.verifiedWithin", "is not a length of time")]
    [InlineData("{verifiedWithin: 1h, also: 1}", "7:39: spec.onUnavailable.also", "unknown field")]
    [InlineData("{}", "7:18: spec.onUnavailable.verifiedWithin", "`verifiedWithin: 24h`")]
    public void Another_mapping_is_refused(string value, string place, string part) =>
        Policy($"images: [nginx]\ndeny: no-images\nonUnavailable: {value}").ShouldBeRefused(place, part);

    [Fact]
    public void Another_onUnavailable_is_refused() =>
        Policy("images: [nginx]\ndeny: no-images\nonUnavailable: allow").ShouldBeRefused("7:18: spec.onUnavailable", "unknown value `allow`: write `deny` or `warn`");

    private static IEnumerable<string> Names(PolicySet set, string image, string namespaceName) =>
        set.Find(ImageReference.Parse(image), Placement.In(namespaceName)).Applying.Select(policy => policy.Name);
}
