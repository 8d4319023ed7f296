namespace ImageGate.Core.Policies;

/// <summary>Which labels are meant: those that meet every demand.</summary>
public sealed record LabelSelector
{
    /// <summary>Makes a selector.</summary>
    /// <exception cref="ArgumentException">There is no demand: such a selector would mean everything without saying so.</exception>
    public LabelSelector(IReadOnlyList<LabelDemand> demands)
    {
        ArgumentNullException.ThrowIfNull(demands);
        if (demands.Count == 0)
        {
            throw new ArgumentException("a selector needs a demand", nameof(demands));
        }

        Demands = [.. demands];
    }

    /// <summary>The demands; never empty.</summary>
    public IReadOnlyList<LabelDemand> Demands { get; }

    /// <summary>Whether labels are meant.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => Demands.All(demand => demand.IsMetBy(labels));
}
