namespace ImageGate.Core.Policies;

/// <summary>Where a policy holds.</summary>
/// <param name="Include">Namespaces meant; empty means every one.</param>
/// <param name="Exclude">Namespaces left out although included.</param>
public sealed record NamespaceScope(IReadOnlyList<NamespacePattern> Include, IReadOnlyList<NamespacePattern> Exclude)
{
    /// <summary>Every namespace.</summary>
    public static NamespaceScope Everywhere { get; } = new([], []);

    /// <summary>Whether the policy holds in the namespace.</summary>
    public bool Contains(string name) =>
        (Include.Count == 0 || Include.Any(pattern => pattern.Matches(name)))
        && !Exclude.Any(pattern => pattern.Matches(name));
}
