using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads lists of patterns, in which no text may stand twice.</summary>
internal static class PatternReader
{
    /// <summary>Reads image patterns.</summary>
    public static IReadOnlyList<ImagePattern> Images(YamlNode node, string? whenEmpty, NodeReader reader) =>
        Read<ImagePattern>(node, whenEmpty, reader, text =>
            !ImagePattern.TryParse(text, out ImagePattern? pattern, out string? error) ? (null, error)
            : IsHostAlone(text) ? (null, "is a host without a repository, which would mean an image of Docker Hub: write `HOST/**` for everything in it, or `docker.io/library/…`")
            : (pattern, null));

    /// <summary>Reads namespace patterns.</summary>
    public static IReadOnlyList<NamespacePattern> Namespaces(YamlNode node, string? whenEmpty, NodeReader reader) =>
        Read<NamespacePattern>(node, whenEmpty, reader, text => NamespacePattern.TryParse(text, out NamespacePattern? pattern)
            ? (pattern, null)
            : (null, "is not a namespace pattern: write lower-case letters, digits, `-` and `*`, at most 63 characters"));

    private static List<T> Read<T>(YamlNode node, string? whenEmpty, NodeReader reader, Func<string, (T? Pattern, string? Error)> parse)
        where T : class
    {
        var patterns = new List<T>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (YamlNode item in reader.Items(node, whenEmpty) ?? [])
        {
            if (reader.Text(item, Core.Limits.MaxPatternCharacters) is not { } text)
            {
                continue;
            }

            (T? pattern, string? error) = parse(text);
            error ??= lines.TryAdd(text, item.Line) ? null : $"is there twice (first in line {lines[text]}): remove one";
            if (error is not null)
            {
                reader.Errors.Add(item, error);
            }
            else if (pattern is not null)
            {
                patterns.Add(pattern);
            }
        }

        return patterns;
    }

    // `ghcr.io` is read as an image is: docker.io/library/ghcr.io. A policy that matches nothing by mistake protects nothing.
    private static bool IsHostAlone(string text)
    {
        string name = text.Split(':')[0];
        return !text.Contains('/', StringComparison.Ordinal) && (name == "localhost" || name.Contains('.', StringComparison.Ordinal));
    }
}
