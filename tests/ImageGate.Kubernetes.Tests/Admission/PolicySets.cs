using ImageGate.Core.Images;
using ImageGate.Core.Policies;

namespace ImageGate.Kubernetes.Tests.Admission;

/// <summary>Policy sets for tests.</summary>
internal static class PolicySets
{
    public static PolicySet Set(Pinning pinning, params TrustPolicy[] policies) => Set(UnmatchedImages.Deny, pinning, policies);

    public static PolicySet Set(UnmatchedImages unmatched, Pinning pinning, params TrustPolicy[] policies) =>
        new(policies, new GateDefaults(unmatched, pinning), [], [], "test");

    public static TrustPolicy Signed(this SignedRegistry registry, string name = "signed", PolicyMode mode = PolicyMode.Enforce, string images = "ghcr.io/**") =>
        Policy(name, mode, images, new PolicyRule.Require(1, [registry.Signer]));

    public static TrustPolicy Policy(string name, PolicyMode mode, string images, PolicyRule rule) =>
        new(name, [ImagePattern.Parse(images)], [], NamespaceScope.Everywhere, mode, rule, UnavailableAction.Deny.Instance);
}
