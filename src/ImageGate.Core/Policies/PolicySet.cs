using System.Diagnostics;
using ImageGate.Core.Images;
using ImageGate.Core.Registries;

namespace ImageGate.Core.Policies;

/// <summary>
/// Everything that was loaded at once and is swapped at once. Made only from a load without errors, and then never changed.
/// </summary>
public sealed class PolicySet
{
    private readonly TrustPolicy[] _policies;
    private readonly Dictionary<string, RegistryAccess> _access;

    /// <summary>Makes a set.</summary>
    /// <param name="policies">The policies, names unique.</param>
    /// <param name="defaults">What holds where no policy says otherwise.</param>
    /// <param name="registries">Settings, one a host at most.</param>
    /// <param name="mirrors">Where images are looked up instead; the first that matches counts.</param>
    /// <param name="revision">Short text that changes with the content of the set, for logs and metrics.</param>
    public PolicySet(
        IReadOnlyList<TrustPolicy> policies,
        GateDefaults defaults,
        IReadOnlyList<RegistryAccess> registries,
        IReadOnlyList<RegistryMirror> mirrors,
        string revision)
    {
        _policies = [.. policies];
        Defaults = defaults;
        Mirrors = [.. mirrors];
        Revision = revision;
        _access = registries.ToDictionary(access => access.Host, StringComparer.Ordinal);
    }

    /// <summary>The policies in the order of loading.</summary>
    public IReadOnlyList<TrustPolicy> Policies => _policies;

    /// <summary>What holds where no policy says otherwise.</summary>
    public GateDefaults Defaults { get; }

    /// <summary>Where images are looked up instead of at their origin.</summary>
    public IReadOnlyList<RegistryMirror> Mirrors { get; }

    /// <summary>Changes with the content of the set.</summary>
    public string Revision { get; }

    /// <summary>All policies that speak of the image; every one of them must pass.</summary>
    public PolicyMatches Find(ImageReference image, Placement placement)
    {
        var applying = new List<TrustPolicy>();
        var undecided = new List<TrustPolicy>();
        foreach (TrustPolicy policy in _policies)
        {
            switch (policy.Covers(image, placement))
            {
                case Coverage.Covered:
                    applying.Add(policy);
                    break;
                case Coverage.Undecided:
                    undecided.Add(policy);
                    break;
                case Coverage.NotCovered:
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return new PolicyMatches(applying, undecided, placement);
    }

    /// <summary>Whether the labels of the namespace decide which policies speak of the image there.</summary>
    public bool WantsNamespaceLabels(ImageReference image, string namespaceName) => Find(image, Placement.In(namespaceName)).Undecided.Count > 0;

    /// <summary>
    /// Whether credentials that come with a request could be used for the image: a policy demands signatures that are read
    /// where the policies do not say who to be.
    /// </summary>
    public bool WantsPullCredentials(ImageReference image, Placement placement) => Find(image, placement).ToAsk
        .Where(policy => policy.Rule is PolicyRule.Require)
        .SelectMany(policy => SignaturePlaces.Of(policy, image).Append(RepositoryName.Of(image)))
        .Any(place => !Locate(place).HasConfiguredLogin);

    /// <summary>Where an image's repository is looked up, and with which settings.</summary>
    public RepositoryLocation Locate(RepositoryName name)
    {
        RepositoryName actual = Mirrors.Count == 0 ? name : Mirrors.Select(mirror => mirror.Map(name)).FirstOrDefault(mapped => mapped is not null) ?? name;
        return new RepositoryLocation(actual, _access.GetValueOrDefault(actual.Registry) ?? RegistryAccess.Default(actual.Registry));
    }
}
