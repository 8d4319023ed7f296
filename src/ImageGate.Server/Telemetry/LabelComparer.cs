using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Server.Telemetry;

/// <summary>Finds a series by the labels of a measurement, without making anything of them.</summary>
internal sealed class LabelComparer : IEqualityComparer<LabelSet>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, LabelSet>
{
    /// <summary>The only one.</summary>
    public static LabelComparer Instance { get; } = new();

    public bool Equals(LabelSet? x, LabelSet? y) => ReferenceEquals(x, y) || (x is not null && y is not null && Equals(x.Tags, y));

    public int GetHashCode([DisallowNull] LabelSet obj) => GetHashCode(obj.Tags);

    public LabelSet Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => new(alternate.ToArray());

    public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, LabelSet other)
    {
        ReadOnlySpan<KeyValuePair<string, object?>> tags = other.Tags;
        if (tags.Length != alternate.Length)
        {
            return false;
        }

        for (int i = 0; i < tags.Length; i++)
        {
            if (tags[i].Key != alternate[i].Key || !Equals(tags[i].Value, alternate[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var hash = default(HashCode);
        foreach (KeyValuePair<string, object?> tag in alternate)
        {
            hash.Add(tag.Value);
        }

        return hash.ToHashCode();
    }
}
