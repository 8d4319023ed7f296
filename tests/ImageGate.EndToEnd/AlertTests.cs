using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;

namespace ImageGate.EndToEnd;

/// <summary>Alerts with both webhooks registered at the real API server, from a server of their own.</summary>
public sealed class AlertTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableFact]
    public async Task A_denied_and_an_audited_Pod_are_one_alert_each_and_nothing_is_admitted_untold()
    {
        await using AlertSink sink = await AlertSink.StartAsync();
        string file = Path.Combine(Directory.CreateDirectory(Lab.NewFolder("alerts")).FullName, "alerts.yaml");
        await File.WriteAllTextAsync(file, Config(sink));
        Dictionary<string, string> settings = Lab.Settings();
        settings["Alerts__File"] = file;
        await using GateProcess gate = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        string space = Lab.NewName("alerted");
        await Lab.MakeNamespaceAsync(space, exempt: "all");
        string name = Lab.NewName("alerting");
        (await Cluster.KubectlAsync("label", "namespace", space, $"alerts={name}")).Succeeded();
        (await Cluster.InputAsync(WebhookConfigurations.Yaml(gate.WebhookPort, Lab.Certificate.AuthorityPem, name, $"matchLabels: {{alerts: {name}}}"), "create", "-f", "-")).Succeeded();
        try
        {
            await Lab.AwaitGuardAsync(space);                          // dry runs, which are not told
            await SeeOneEachAsync(sink, space);
            await SeeDenyingAsync(sink, gate, space);
        }
        finally
        {
            (await Cluster.KubectlAsync("delete", "mutatingwebhookconfiguration,validatingwebhookconfiguration", name)).Succeeded();
        }
    }

    private async Task SeeOneEachAsync(AlertSink sink, string space)
    {
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        (await Cluster.RunAsync(space, "denied", unsigned.Text)).ShouldBeDenied("NoSignature");
        JsonNode denied = JsonNode.Parse((await sink.NextAsync()).Body)!;
        (denied["decision"]!.GetValue<string>(), denied["reasonCode"]!.GetValue<string>(), denied["namespace"]!.GetValue<string>(), denied["name"]!.GetValue<string>(), denied["cluster"]!.GetValue<string>())
            .Should().Be(("denied", "NoSignature", space, "denied", "lab"));
        denied["images"]![0]!["image"]!.GetValue<string>().Should().Be(unsigned.Text);

        PushedImage audited = await Lab.PushUnsignedAsync("audited");
        (await Cluster.RunAsync(space, "audited", audited.Text)).ShouldBeAdmitted();
        JsonNode would = JsonNode.Parse((await sink.NextAsync()).Body)!;
        (would["decision"]!.GetValue<string>(), would["reasonCode"]!.GetValue<string>(), would["policies"]![0]!.GetValue<string>(), would["name"]!.GetValue<string>())
            .Should().Be(("would-deny", "NoSignature", "audited", "audited"));
        sink.Received.Should().HaveCount(2);
    }

    private async Task SeeDenyingAsync(AlertSink sink, GateProcess gate, string space)
    {
        sink.AnswerWith(404);
        PushedImage signed = await Lab.PushSignedAsync();
        (await Cluster.RunAsync(space, "first", signed.Text)).ShouldBeAdmitted();
        await Eventually.SeeAsync(() => gate.HealthAsync("/metrics"), metrics => metrics.Text.Contains("imagegate_alerts_total{receiver=\"lab\",result=\"failed\"} 1", StringComparison.Ordinal));
        (await Cluster.PostPodAsync(space, "untold", signed.Text)).Should().Contain("AlertUndelivered").And.Contain("lab");

        sink.AnswerWith(200);
        await Eventually.SeeAsync(() => Cluster.RunAsync(space, "told", signed.Text), result => result.ExitCode == 0, TimeSpan.FromSeconds(60));
    }

    private static string Config(AlertSink sink) => $$"""
        apiVersion: imagegate.dev/v1
        kind: AlertConfig
        metadata: {name: alerts}
        spec:
          cluster: lab
          receivers:
            - {name: lab, events: [denied, wouldDeny, admitted], format: webhook, url: "{{sink.Url}}", insecureHttp: true, denyIfUndelivered: true}
        """;
}
