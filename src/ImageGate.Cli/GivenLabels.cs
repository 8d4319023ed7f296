using ImageGate.Core;

namespace ImageGate.Cli;

/// <summary>The labels of a namespace as the command line gives them.</summary>
internal static class GivenLabels
{
    // The API server gives every namespace this label with its name. Source: Kubernetes 1.21, "Automatic labelling".
    private const string NameLabel = "kubernetes.io/metadata.name";

    /// <summary>What is wrong with the texts, or null.</summary>
    public static string? Problem(IEnumerable<string> texts)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int end = text.IndexOf('=', StringComparison.Ordinal);
            if (end <= 0)
            {
                return $"--namespace-label takes KEY=VALUE, not {text}";
            }

            if (!keys.Add(text[..end]))
            {
                return $"--namespace-label gives {text[..end]} twice";
            }
        }

        return null;
    }

    /// <summary>The labels; not known when none is given.</summary>
    /// <param name="namespaceName">The namespace's name.</param>
    /// <param name="texts">Texts of which nothing is wrong.</param>
    public static NamespaceLabels Read(string namespaceName, IReadOnlyCollection<string> texts)
    {
        if (texts.Count == 0)
        {
            return new NamespaceLabels.Unknown("give them by --namespace-label KEY=VALUE");
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [NameLabel] = namespaceName };
        foreach (string[] parts in texts.Select(text => text.Split('=', 2)))
        {
            labels[parts[0]] = parts[1];
        }

        return new NamespaceLabels.Known(labels);
    }
}
