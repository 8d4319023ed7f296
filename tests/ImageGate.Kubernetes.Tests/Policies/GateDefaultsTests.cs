using ImageGate.Core.Policies;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class GateDefaultsTests
{
    [Theory]
    [InlineData("unmatchedImages: deny", UnmatchedImages.Deny, Pinning.Pods)]
    [InlineData("unmatchedImages: warn", UnmatchedImages.Warn, Pinning.Pods)]
    [InlineData("unmatchedImages: allow", UnmatchedImages.Allow, Pinning.Pods)]
    [InlineData("pinning: all", UnmatchedImages.Deny, Pinning.All)]
    [InlineData("pinning: none", UnmatchedImages.Deny, Pinning.None)]
    [InlineData("pinning: pods", UnmatchedImages.Deny, Pinning.Pods)]
    [InlineData("{}", UnmatchedImages.Deny, Pinning.Pods)]
    public void Defaults_are_read(string spec, UnmatchedImages unmatched, Pinning pinning) =>
        Set(Document("GateDefaults", spec)).Defaults.Should().Be(new GateDefaults(unmatched, pinning));

    [Theory]
    [InlineData("unmatchedImages: true", "5:20: spec.unmatchedImages", "is a boolean: write `deny`, `warn` or `allow`")]
    [InlineData("unmatchedImages: allowed", "5:20: spec.unmatchedImages", "did you mean `allow`?")]
    [InlineData("pinning: pod", "5:12: spec.pinning", "did you mean `pods`?")]
    [InlineData("onUnavailable: allow", "5:18: spec.onUnavailable", "unknown value `allow`: write `deny` or `warn`")]
    [InlineData("onUnavailable: {}", "5:18: spec.onUnavailable.verifiedWithin", "is missing: write `deny`, `warn` or `verifiedWithin: 24h`")]
    [InlineData("unmatchedImage: deny", "5:3: spec.unmatchedImage", "did you mean `unmatchedImages`?")]
    [InlineData("[]", "5:3: spec", "is a list: write a mapping")]
    public void Bad_defaults_are_refused(string spec, string place, string part) => Document("GateDefaults", spec).ShouldBeRefused(place, part);

    [Fact]
    public void Two_GateDefaults_are_refused_with_the_place_of_the_first() =>
        (Document("GateDefaults", "pinning: all") + "---\n" + Document("GateDefaults", "pinning: all").Replace("name: d", "name: e", StringComparison.Ordinal))
            .ShouldBeRefused("7:1", "is a second GateDefaults (the first is in p.yaml:1): at most one is allowed");

    [Fact]
    public void Defaults_hold_for_policies_before_and_after_them()
    {
        PolicySet set = Set(Policy("images: [a]\ndeny: x", "a") + "---\n" + Document("GateDefaults", "onUnavailable: warn") + "---\n" + Policy("images: [b]\ndeny: x", "b"));
        set.Policies.Select(policy => policy.OnUnavailable).Should().Equal(UnavailableAction.Warn.Instance, UnavailableAction.Warn.Instance);
    }
}
