using ImageGate.Core;
using ImageGate.Core.Policies;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary><c>namespaces.selector</c>.</summary>
public sealed class NamespaceSelectorTests
{
    [Theory]
    [InlineData("{matchLabels: {env: prod}}", "env=prod", true)]
    [InlineData("{matchLabels: {env: prod}}", "env=dev", false)]
    [InlineData("{matchLabels: {env: prod, team: a}}", "env=prod", false)]
    [InlineData("{matchLabels: {env: prod}, matchExpressions: [{key: team, operator: Exists}]}", "env=prod,team=", true)]
    [InlineData("{matchLabels: {env: prod}, matchExpressions: [{key: team, operator: Exists}]}", "env=prod", false)]
    [InlineData("{matchExpressions: [{key: env, operator: In, values: [prod, stage]}]}", "env=stage", true)]
    [InlineData("{matchExpressions: [{key: env, operator: In, values: [prod, stage]}]}", "", false)]
    [InlineData("{matchExpressions: [{key: env, operator: NotIn, values: [\"\", dev]}]}", "", true)]
    [InlineData("{matchExpressions: [{key: env, operator: NotIn, values: [\"\", dev]}]}", "env=", false)]
    [InlineData("{matchExpressions: [{key: a.b/c_d, operator: DoesNotExist}]}", "env=x", true)]
    [InlineData("{matchExpressions: [{key: a.b/c_d, operator: DoesNotExist}]}", "a.b/c_d=x", false)]
    public void A_selector_is_read(string selector, string labels, bool expected)
    {
        var known = new NamespaceLabels.Known(
            labels.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(label => label.Split('=')).ToDictionary(parts => parts[0], parts => parts[1]));

        NamespaceScope scope = Set(WithSelector(selector)).Policies[0].Namespaces;

        scope.Covers(Placement.In("any") with { Labels = known }).Should().Be(expected ? Coverage.Covered : Coverage.NotCovered);
        scope.Covers(Placement.In("any")).Should().Be(Coverage.Undecided);
    }

    [Theory]
    [InlineData("{}", "selector", "is empty")]
    [InlineData("prod", "selector", "write a mapping with `matchLabels` and `matchExpressions`")]
    [InlineData("{matchLabel: {a: b}}", "selector.matchLabel", "did you mean `matchLabels`?")]
    [InlineData("{matchLabels: {}}", "selector.matchLabels", "is empty")]
    [InlineData("{matchLabels: [a]}", "selector.matchLabels", "write a mapping of labels and values")]
    [InlineData("{matchLabels: {env: true}}", "selector.matchLabels.env", "write it in quotes")]
    [InlineData("{matchLabels: {env: \"-a\"}}", "selector.matchLabels.env", "is no value of a label")]
    [InlineData("{matchLabels: {\"a/b/c\": x}}", "selector.matchLabels", "is no key of a label")]
    [InlineData("{matchLabels: {\"A.b/c\": x}}", "selector.matchLabels", "is no key of a label")]
    [InlineData("{matchLabels: {\"/c\": x}}", "selector.matchLabels", "is no key of a label")]
    [InlineData("{matchLabels: {\"-c\": x}}", "selector.matchLabels", "is no key of a label")]
    [InlineData("{matchExpressions: []}", "selector.matchExpressions", "the list is empty")]
    [InlineData("{matchExpressions: [{operator: Exists}]}", "selector.matchExpressions[0].key", "is missing")]
    [InlineData("{matchExpressions: [{key: \"a b\", operator: Exists}]}", "selector.matchExpressions[0].key", "is no key of a label")]
    [InlineData("{matchExpressions: [{key: a}]}", "selector.matchExpressions[0].operator", "is missing")]
    [InlineData("{matchExpressions: [{key: a, operator: in, values: [b]}]}", "selector.matchExpressions[0].operator", "did you mean `In`?")]
    [InlineData("{matchExpressions: [{key: a, operator: In}]}", "selector.matchExpressions[0].values", "is missing")]
    [InlineData("{matchExpressions: [{key: a, operator: NotIn, values: []}]}", "selector.matchExpressions[0].values", "the list is empty")]
    [InlineData("{matchExpressions: [{key: a, operator: In, values: [b, b]}]}", "selector.matchExpressions[0].values[1]", "is there twice")]
    [InlineData("{matchExpressions: [{key: a, operator: In, values: [\"b c\"]}]}", "selector.matchExpressions[0].values[0]", "is no value of a label")]
    [InlineData("{matchExpressions: [{key: a, operator: Exists, values: []}]}", "selector.matchExpressions[0].values", "remove it")]
    [InlineData("{matchExpressions: [{key: a, operator: Exists, value: b}]}", "selector.matchExpressions[0].value", "did you mean `values`?")]
    public void A_selector_that_is_none_is_refused(string selector, string place, string part) =>
        Errors(WithSelector(selector)).Should().Contain(error => error.Contains($": spec.namespaces.{place}", StringComparison.Ordinal) && error.Contains(part, StringComparison.Ordinal));

    [Fact]
    public void Names_have_the_length_that_kubernetes_allows()
    {
        (string fits, string domain) = (new string('a', 63), new string('d', 180));
        Set(WithSelector($"{{matchLabels: {{\"{domain}/{fits}\": {fits}}}}}")).Policies.Should().ContainSingle();
        Errors(WithSelector($"{{matchLabels: {{{fits}a: x}}}}")).Should().ContainSingle().Which.Should().Contain("is no key of a label");
        Errors(WithSelector($"{{matchLabels: {{x: {fits}a}}}}")).Should().ContainSingle().Which.Should().Contain("is no value of a label");
    }

    [Fact]
    public void Where_no_labels_are_read_a_selector_is_an_error_that_says_which_setting()
    {
        var blind = new KnownMaterial { NoNamespaceLabels = "set `Kubernetes:NamespaceLabels`" };

        Errors(Loading.Load(null, blind, ("p.yaml", WithSelector("{matchLabels: {env: prod}}")))).Should().ContainSingle()
            .Which.Should().Be("p.yaml:6:26: spec.namespaces.selector: set `Kubernetes:NamespaceLabels`");
        Loading.Load(null, blind, ("p.yaml", Policy("images: [nginx]\nnamespaces: {include: [prod]}\ndeny: no-images"))).Should().BeOfType<ImageGate.Kubernetes.Policies.PolicyLoad.Loaded>();
    }

    [Fact]
    public void Another_selector_makes_another_fingerprint() =>
        Set(WithSelector("{matchLabels: {env: prod}}")).Policies[0].Fingerprint.Should().NotBe(Set(WithSelector("{matchLabels: {env: dev}}")).Policies[0].Fingerprint);

    private static string WithSelector(string selector) => Policy($"images: [nginx]\nnamespaces: {{selector: {selector}}}\ndeny: no-images");
}
