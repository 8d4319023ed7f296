using System.Globalization;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads a point in time, to the second and in UTC: a date alone would have two meanings at the end of a window.</summary>
internal static class Moment
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private const int MaxCharacters = 32;

    /// <summary>Reads it; null when it is none, which is reported.</summary>
    public static DateTimeOffset? Read(YamlNode node, NodeReader reader)
    {
        if (reader.Text(node, MaxCharacters) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time;
        }

        reader.Errors.Add(node, "is not a time: write it in UTC to the second, such as `2026-01-31T00:00:00Z`");
        return null;
    }
}
