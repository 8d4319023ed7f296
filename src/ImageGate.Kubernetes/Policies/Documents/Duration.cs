using System.Globalization;
using System.Text.RegularExpressions;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Lengths of time: <c>90d</c>, <c>12h</c>, <c>30m</c>, <c>45s</c>.</summary>
internal static partial class Duration
{
    private const string Wanted = "write a whole number and a unit: `90d`, `12h`, `30m` or `45s`";

    /// <summary>Reads a length from one second to a hundred years; null when it is none, which is reported.</summary>
    public static TimeSpan? Read(YamlNode node, NodeReader reader)
    {
        if (node is not YamlScalar { Kind: YamlScalarKind.Text } scalar)
        {
            if (node is not YamlUnreadable)
            {
                reader.Errors.Add(node, $"is {node.Description}: {Wanted}");
            }

            return null;
        }

        if (!Grammar().IsMatch(scalar.Text))
        {
            reader.Errors.Add(node, $"is not a length of time: {Wanted}");
            return null;
        }

        long seconds = long.Parse(scalar.Text[..^1], CultureInfo.InvariantCulture) * (scalar.Text[^1] switch
        {
            'd' => 24 * 60 * 60,
            'h' => 60 * 60,
            'm' => 60,
            _ => 1L,
        });
        if (seconds > PolicyLimits.MaxDurationSeconds)
        {
            reader.Errors.Add(node, "is over a hundred years: leave it out");
            return null;
        }

        return TimeSpan.FromSeconds(seconds);
    }

    // Nine digits: no product of them overflows.
    [GeneratedRegex(@"\A[1-9][0-9]{0,8}[dhms]\z")]
    private static partial Regex Grammar();
}
