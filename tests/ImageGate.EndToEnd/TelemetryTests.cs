using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Alerts;
using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;
using ImageGate.Testing.Receivers;

namespace ImageGate.EndToEnd;

/// <summary>What one denied and one audited Pod leave behind, with the real API server and a server whose account may write Events and nothing else.</summary>
public sealed class TelemetryTests(EndToEndLab lab) : ApiTest(lab)
{
    private readonly string _name = lab.NewName("telemetry");

    [SkippableFact]
    public async Task A_denied_and_an_audited_Pod_are_once_in_the_log_the_counters_the_Events_the_audit_log_and_an_alert_of_each_format()
    {
        string account = await NewNamespaceAsync();
        await using AlertSink sink = await AlertSink.StartAsync();
        await using GateProcess gate = await StartAsync(account, await AlertReceivers.WriteAsync(Lab.NewFolder("alerts"), sink.Url));
        string space = Lab.NewName("told");
        await Lab.MakeNamespaceAsync(space, exempt: "all");
        (await Cluster.KubectlAsync("label", "namespace", space, $"telemetry={_name}")).Succeeded();
        (await Cluster.InputAsync(WebhookConfigurations.Yaml(gate.WebhookPort, Lab.Certificate.AuthorityPem, _name, $"matchLabels: {{telemetry: {_name}}}"), "create", "-f", "-")).Succeeded();
        try
        {
            await Lab.AwaitGuardAsync(space);                          // dry runs, which give no Events
            await SeeAsync(gate, sink, space, denied: true, await Lab.PushUnsignedAsync(), "ImageDenied", "denied");
            await SeeAsync(gate, sink, space, denied: false, await Lab.PushUnsignedAsync("audited"), "ImageWouldBeDenied", "allowed");
            (await EventsAsync(space)).Should().HaveCount(2);
            sink.Received.Should().HaveCount(2 * ExpectedAlert.Receivers.Count());
        }
        finally
        {
            (await Cluster.KubectlAsync("delete", "mutatingwebhookconfiguration,validatingwebhookconfiguration", _name)).Succeeded();
        }
    }

    private async Task<GateProcess> StartAsync(string account, string alerts)
    {
        (await Cluster.KubectlAsync("-n", account, "create", "serviceaccount", "gate")).Succeeded();
        (await Cluster.KubectlAsync("create", "clusterrole", _name, "--verb=create,patch", "--resource=events")).Succeeded();
        (await Cluster.KubectlAsync("create", "clusterrolebinding", _name, "--clusterrole=" + _name, $"--serviceaccount={account}:gate")).Succeeded();
        Dictionary<string, string> settings = Lab.Settings();
        settings["Alerts__File"] = alerts;
        settings["Kubernetes__Enabled"] = "true";
        settings["Kubernetes__Events"] = "true";
        settings["Kubernetes__Kubeconfig"] = WriteKubeconfig(await NewTokenAsync(account, "gate"));
        return await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
    }

    private async Task SeeAsync(GateProcess gate, AlertSink sink, string space, bool denied, PushedImage image, string reason, string outcome)
    {
        string pod = Lab.NewName("pod");
        IReadOnlyDictionary<string, long> before = await Counters.ReadAsync(gate);
        int told = sink.Received.Count;
        CommandResult result = await Cluster.RunAsync(space, pod, image.Text);
        _ = denied ? result.ShouldBeDenied("NoSignature") : result.ShouldBeAdmitted();

        JsonNode happening = (await Eventually.SeeAsync(() => EventsAsync(space), events => events.Any(one => IsAbout(one, pod)))).Should().ContainSingle(one => IsAbout(one, pod)).Which;
        ((string?)happening["reason"], (string?)happening["type"], (int)happening["count"]!).Should().Be((reason, "Warning", 1));
        ((string)happening["message"]!).Should().Contain("NoSignature");

        // Both webhooks answer for what is admitted, and a denial ends the request at the first.
        string[] paths = denied ? ["mutate"] : ["mutate", "validate"];
        JsonNode[] lines = await SeeLinesAsync(gate, pod, paths, image, outcome);
        await SeeCountersAsync(gate, before, denied);
        SeeAlerts([.. sink.Received.Skip(told)], space, pod, denied, image, lines[^1]);
        await SeeAuditAsync(image, outcome, denied);
    }

    private static async Task<JsonNode[]> SeeLinesAsync(GateProcess gate, string pod, string[] paths, PushedImage image, string outcome)
    {
        string[] lines = await Eventually.SeeAsync(
            () => Task.FromResult(gate.Log.Split('\n').Where(line => line.Contains("\"event\":\"decision\"", StringComparison.Ordinal) && line.Contains($"\"name\":\"{pod}\"", StringComparison.Ordinal)).ToArray()),
            found => found.Length == paths.Length);
        JsonNode[] decisions = [.. lines.Select(line => JsonNode.Parse(line)!)];
        decisions.Select(line => (string)line["path"]!).Should().Equal(paths);
        foreach (JsonNode line in decisions)
        {
            ((string)line["outcome"]!, (string)line["images"]![0]!["image"]!, (string)line["images"]![0]!["digest"]!).Should().Be((outcome, image.Text, image.Pinned.Split('@')[1]));
            ((string)line["images"]![0]!["policies"]![0]!["reason"]!).Should().Be("NoSignature");
        }

        return decisions;
    }

    private static async Task SeeCountersAsync(GateProcess gate, IReadOnlyDictionary<string, long> before, bool denied)
    {
        string[] receivers = ["slack", "teams", "pager-duty", "opsgenie", "ecs", "sysdig", "cloud-events", "webhook", "own"];
        string[] decided = denied
            ?
            [
                "imagegate_decisions_total{path=\"mutate\",outcome=\"denied\"} 1",
                "imagegate_image_verdicts_total{outcome=\"denied\",reason=\"NoSignature\"} 1",
                "imagegate_policy_results_total{policy=\"signed\",mode=\"enforce\",result=\"failed\",reason=\"NoSignature\"} 1",
            ]
            :
            [
                "imagegate_decisions_total{path=\"mutate\",outcome=\"allowed\"} 1",
                "imagegate_decisions_total{path=\"validate\",outcome=\"allowed\"} 1",
                "imagegate_image_verdicts_total{outcome=\"admitted_unverified\",reason=\"none\"} 2",
                "imagegate_policy_results_total{policy=\"audited\",mode=\"audit\",result=\"failed\",reason=\"NoSignature\"} 2",
            ];
        string[] wanted =
        [
            .. decided.Concat(receivers.Select(name => $"imagegate_alerts_total{{receiver=\"{name}\",result=\"sent\"}} 1")).Append("imagegate_events_total{result=\"created\"} 1").Order(StringComparer.Ordinal),
        ];
        string[] grown = await Eventually.SeeAsync(() => Counters.GrownAsync(gate, before), counts => counts.Length >= wanted.Length);
        grown.Should().Equal(wanted);
    }

    private static void SeeAlerts(ReceivedAlert[] alerts, string space, string pod, bool denied, PushedImage image, JsonNode line)
    {
        alerts.Select(alert => alert.Path[1..]).Should().BeEquivalentTo(ExpectedAlert.Receivers);

        // The line is written first; the time of the alert is a moment later, and the same for all.
        DateTimeOffset written = DateTimeOffset.Parse((string)line["time"]!, CultureInfo.InvariantCulture);
        JsonNode own = JsonNode.Parse(alerts.Single(alert => alert.Path == "/webhook").Body)!;
        DateTimeOffset raised = DateTimeOffset.Parse((string)own["timestamp"]!, CultureInfo.InvariantCulture);
        raised.Should().BeCloseTo(written, TimeSpan.FromSeconds(5));
        var expected = new ExpectedAlert(denied, denied ? "signed" : "audited", space, pod, image, (string)line["uid"]!, raised);
        foreach (ReceivedAlert alert in alerts)
        {
            string format = alert.Path[1..];
            alert.Body.Should().Be(expected.Body(format), format);
            (format == AlertReceivers.Own ? [] : ReceiverShapes.Problems(format, alert.Body)).Should().BeEmpty(format);
            alert.Headers["Content-Type"].Should().Be(format == "cloudEvents" ? "application/cloudevents+json; charset=utf-8" : "application/json; charset=utf-8");
            alert.Headers.GetValueOrDefault("Authorization").Should().Be(format == "opsgenie" ? AlertReceivers.Authorization : null);
        }
    }

    private async Task SeeAuditAsync(PushedImage image, string outcome, bool denied)
    {
        string line = await Eventually.SeeAsync(
            async () => (await Cluster.ReadAuditLogAsync()).LastOrDefault(one => one.Contains(image.Pinned, StringComparison.Ordinal) && one.Contains("/decision", StringComparison.Ordinal)) ?? "",
            found => found.Length > 0);
        using var entry = JsonDocument.Parse(line);
        Dictionary<string, string> annotations = entry.RootElement.GetProperty("annotations").EnumerateObject()
            .Where(one => one.Name.StartsWith(WebhookConfigurations.Mutating + "/", StringComparison.Ordinal)).ToDictionary(one => one.Name.Split('/')[^1], one => one.Value.GetString()!);
        annotations["decision"].Should().Be(outcome);
        annotations["images"].Should().Contain(image.Pinned).And.Contain(denied ? "denied: NoSignature" : "admitted without verification");
        annotations["policies"].Should().NotBeEmpty();
        annotations.ContainsKey("would-deny").Should().Be(!denied);
    }

    private static bool IsAbout(JsonNode happening, string pod) => (string?)happening["involvedObject"]!["name"] == pod;

    private async Task<JsonNode[]> EventsAsync(string space)
    {
        string list = (await Cluster.KubectlAsync("-n", space, "get", "events", "-o", "json")).Succeeded();
        return [.. JsonNode.Parse(list)!["items"]!.AsArray().Select(item => item!).Where(item => (string?)item["reportingComponent"] == "imagegate.dev/webhook")];
    }
}
