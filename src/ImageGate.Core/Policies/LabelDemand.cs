namespace ImageGate.Core.Policies;

/// <summary>One demand on labels.</summary>
/// <remarks>Source: Kubernetes, apimachinery/pkg/labels/selector.go, Requirement.Matches.</remarks>
public abstract record LabelDemand
{
    private LabelDemand()
    {
    }

    /// <summary>Whether labels are as demanded.</summary>
    public abstract bool IsMetBy(IReadOnlyDictionary<string, string> labels);

    /// <summary>The label is there, with one of the values.</summary>
    public sealed record In(string Key, IReadOnlyList<string> Values) : LabelDemand
    {
        /// <inheritdoc/>
        public override bool IsMetBy(IReadOnlyDictionary<string, string> labels) =>
            labels.TryGetValue(Key, out string? value) && Values.Contains(value, StringComparer.Ordinal);
    }

    /// <summary>The label is not there, or has none of the values.</summary>
    public sealed record NotIn(string Key, IReadOnlyList<string> Values) : LabelDemand
    {
        /// <inheritdoc/>
        public override bool IsMetBy(IReadOnlyDictionary<string, string> labels) =>
            !labels.TryGetValue(Key, out string? value) || !Values.Contains(value, StringComparer.Ordinal);
    }

    /// <summary>The label is there.</summary>
    public sealed record Exists(string Key) : LabelDemand
    {
        /// <inheritdoc/>
        public override bool IsMetBy(IReadOnlyDictionary<string, string> labels) => labels.ContainsKey(Key);
    }

    /// <summary>The label is not there.</summary>
    public sealed record DoesNotExist(string Key) : LabelDemand
    {
        /// <inheritdoc/>
        public override bool IsMetBy(IReadOnlyDictionary<string, string> labels) => !labels.ContainsKey(Key);
    }
}
