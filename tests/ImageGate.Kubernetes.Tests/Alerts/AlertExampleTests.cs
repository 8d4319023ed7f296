using System.Text.RegularExpressions;
using ImageGate.Testing;

namespace ImageGate.Kubernetes.Tests.Alerts;

/// <summary>What users copy from docs/alerts.md is read by the same code that reads it from them.</summary>
public sealed partial class AlertExampleTests : IDisposable
{
    private readonly AlertFolder _folder = new();

    public static TheoryData<string> Examples => [.. All()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_right(string yaml)
    {
        foreach (Match file in NamedFile().Matches(yaml))
        {
            _folder.Write(file.Groups["name"].Value, "https://example.com/secret\n");
        }

        _folder.Config(yaml).Receivers.Should().NotBeEmpty();
    }

    [Fact]
    public void Every_format_every_field_and_every_event_has_an_example()
    {
        string all = string.Concat(All());

        foreach (string format in new[] { "slack", "teams", "pagerDuty", "opsgenie", "ecs", "sysdig", "cloudEvents", "webhook" })
        {
            all.Should().Contain("format: " + format);
        }

        foreach (string word in new[] { "template:", "urlFile:", "headers:", "payloadFields:", "priority:", "caBundle:", "proxy:", "insecureHttp:", "denyIfUndelivered:", "cluster:", "denied", "wouldDeny", "admitted", "unavailable", "policiesRejected" })
        {
            all.Should().Contain(word);
        }
    }

    private static IEnumerable<string> All() =>
        Example().Matches(File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "docs", "alerts.md"))).Select(match => match.Groups["yaml"].Value);

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"(?:url|routingKey|value|template)File: (?<name>[a-z-]+)")]
    private static partial Regex NamedFile();
}
