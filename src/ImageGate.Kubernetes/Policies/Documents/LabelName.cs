using System.Text.RegularExpressions;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Keys and values of labels. Source: Kubernetes, apimachinery/pkg/util/validation: IsQualifiedName, IsValidLabelValue.</summary>
internal static partial class LabelName
{
    private const int MaxNameCharacters = 63;

    /// <summary>Whether a text is a key: <c>name</c> or <c>domain/name</c>.</summary>
    public static bool IsKey(string text) => text.Split('/') switch
    {
        [var name] => IsName(name),
        [var domain, var name] => ObjectName.IsName(domain) && IsName(name),
        _ => false,
    };

    /// <summary>Whether a text is a value, which may be empty.</summary>
    public static bool IsValue(string text) => text.Length == 0 || IsName(text);

    private static bool IsName(string text) => text.Length <= MaxNameCharacters && Grammar().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\z")]
    private static partial Regex Grammar();
}
