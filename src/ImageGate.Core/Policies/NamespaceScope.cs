using System.Diagnostics;

namespace ImageGate.Core.Policies;

/// <summary>Where a policy holds.</summary>
/// <param name="Include">Namespaces meant; empty means every one.</param>
/// <param name="Exclude">Namespaces left out although included.</param>
public sealed record NamespaceScope(IReadOnlyList<NamespacePattern> Include, IReadOnlyList<NamespacePattern> Exclude)
{
    /// <summary>Every namespace.</summary>
    public static NamespaceScope Everywhere { get; } = new([], []);

    /// <summary>Labels that the namespace must have besides, or null: any.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>Whether the policy holds there.</summary>
    public Coverage Covers(Placement placement) => !Names(placement.Namespace) ? Coverage.NotCovered : (Selector, placement.Labels) switch
    {
        (null, _) => Coverage.Covered,
        (_, NamespaceLabels.Unknown) => Coverage.Undecided,
        (_, NamespaceLabels.Known known) => Selector.Matches(known.Values) ? Coverage.Covered : Coverage.NotCovered,
        _ => throw new UnreachableException(),
    };

    private bool Names(string name) =>
        (Include.Count == 0 || Include.Any(pattern => pattern.Matches(name)))
        && (Exclude.Count == 0 || !Exclude.Any(pattern => pattern.Matches(name)));
}
