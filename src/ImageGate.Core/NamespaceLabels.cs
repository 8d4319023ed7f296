namespace ImageGate.Core;

/// <summary>The labels of a namespace, as far as they are known. Not to know them is neither to have some nor to have none.</summary>
public abstract record NamespaceLabels
{
    private NamespaceLabels()
    {
    }

    /// <summary>Nobody has looked.</summary>
    public static NamespaceLabels NotAsked { get; } = new Unknown("they were not asked for");

    /// <summary>They could not be had.</summary>
    /// <param name="Reason">Why, for people: one line.</param>
    public sealed record Unknown(string Reason) : NamespaceLabels;

    /// <summary>These, and no others.</summary>
    /// <param name="Values">The values by key; names are compared by case.</param>
    public sealed record Known(IReadOnlyDictionary<string, string> Values) : NamespaceLabels;
}
