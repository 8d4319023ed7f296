using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

/// <summary>What one denied and one audited Pod leave behind, with the real API server and a server whose account may write Events and nothing else.</summary>
public sealed class TelemetryTests(EndToEndLab lab) : ApiTest(lab)
{
    private readonly string _name = lab.NewName("telemetry");

    [SkippableFact]
    public async Task A_denied_and_an_audited_Pod_are_in_the_log_the_metrics_the_Events_and_the_audit_log()
    {
        string account = await NewNamespaceAsync();
        await using GateProcess gate = await StartAsync(account);
        string space = Lab.NewName("told");
        await Lab.MakeNamespaceAsync(space, exempt: "all");
        (await Cluster.KubectlAsync("label", "namespace", space, $"telemetry={_name}")).Succeeded();
        (await Cluster.InputAsync(WebhookConfigurations.Yaml(gate.WebhookPort, Lab.Certificate.AuthorityPem, _name, $"matchLabels: {{telemetry: {_name}}}"), "create", "-f", "-")).Succeeded();
        try
        {
            await Lab.AwaitGuardAsync(space);                          // dry runs, which give no Events
            await SeeAsync(gate, space, denied: true, await Lab.PushUnsignedAsync(), "ImageDenied", "denied");
            await SeeAsync(gate, space, denied: false, await Lab.PushUnsignedAsync("audited"), "ImageWouldBeDenied", "allowed");
            (await EventsAsync(space)).Should().HaveCount(2);
        }
        finally
        {
            (await Cluster.KubectlAsync("delete", "mutatingwebhookconfiguration,validatingwebhookconfiguration", _name)).Succeeded();
        }
    }

    private async Task<GateProcess> StartAsync(string account)
    {
        (await Cluster.KubectlAsync("-n", account, "create", "serviceaccount", "gate")).Succeeded();
        (await Cluster.KubectlAsync("create", "clusterrole", _name, "--verb=create,patch", "--resource=events")).Succeeded();
        (await Cluster.KubectlAsync("create", "clusterrolebinding", _name, "--clusterrole=" + _name, $"--serviceaccount={account}:gate")).Succeeded();
        Dictionary<string, string> settings = Lab.Settings();
        settings["Kubernetes__Enabled"] = "true";
        settings["Kubernetes__Events"] = "true";
        settings["Kubernetes__Kubeconfig"] = WriteKubeconfig(await NewTokenAsync(account, "gate"));
        return await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
    }

    private async Task SeeAsync(GateProcess gate, string space, bool denied, PushedImage image, string reason, string outcome)
    {
        string pod = Lab.NewName("pod");
        CommandResult result = await Cluster.RunAsync(space, pod, image.Text);
        _ = denied ? result.ShouldBeDenied("NoSignature") : result.ShouldBeAdmitted();

        JsonNode happening = (await Eventually.SeeAsync(() => EventsAsync(space), events => events.Any(one => IsAbout(one, pod)))).Should().ContainSingle(one => IsAbout(one, pod)).Which;
        ((string?)happening["reason"], (string?)happening["type"], (int)happening["count"]!).Should().Be((reason, "Warning", 1));
        ((string)happening["message"]!).Should().Contain("NoSignature");

        // Both webhooks answer for what is admitted, and a denial ends the request at the first.
        string[] paths = denied ? ["mutate"] : ["mutate", "validate"];
        string[] lines = await Eventually.SeeAsync(
            () => Task.FromResult(gate.Log.Split('\n').Where(line => line.Contains("\"event\":\"decision\"", StringComparison.Ordinal) && line.Contains($"\"name\":\"{pod}\"", StringComparison.Ordinal)).ToArray()),
            found => found.Length == paths.Length);
        lines.Select(line => (string)JsonNode.Parse(line)!["path"]!).Should().Equal(paths);
        foreach (JsonNode line in lines.Select(line => JsonNode.Parse(line)!))
        {
            ((string)line["outcome"]!, (string)line["images"]![0]!["image"]!, (string)line["images"]![0]!["digest"]!).Should().Be((outcome, image.Text, image.Pinned.Split('@')[1]));
            ((string)line["images"]![0]!["policies"]![0]!["reason"]!).Should().Be("NoSignature");
        }

        (await gate.HealthAsync("/metrics")).Text.Should().Contain($"result=\"failed\",reason=\"NoSignature\"}} {paths.Length}\n").And.Contain("imagegate_events_total{result=\"created\"}");
        await SeeAuditAsync(image, outcome, denied);
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
