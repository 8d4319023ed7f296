using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Testing;

namespace ImageGate.Server.Tests.Alerts;

/// <summary>A running gate that tells a receiver on this machine.</summary>
internal sealed class AlertingGate : IAsyncDisposable
{
    public const string Everything = "denied, wouldDeny, admitted, unavailable, policiesRejected";

    private AlertingGate(RunningGate gate, AlertSink sink, string file)
    {
        Gate = gate;
        Sink = sink;
        File = file;
    }

    public RunningGate Gate { get; }

    public AlertSink Sink { get; }

    public string File { get; }

    public static async Task<AlertingGate> StartAsync(
        string events = Everything, string more = "", Action<Dictionary<string, string?>>? configure = null, TimeProvider? time = null, bool withPolicies = true, Uri? url = null)
    {
        AlertSink sink = await AlertSink.StartAsync();
        string file = "";
        RunningGate gate = await RunningGate.StartAsync(
            withPolicies,
            (running, settings) =>
            {
                file = Path.Combine(running.Folder, "alerts.yaml");
                System.IO.File.WriteAllText(file, Config(url ?? sink.Url, events, more));
                settings["Alerts:File"] = file;
                configure?.Invoke(settings);
            },
            time);
        return new AlertingGate(gate, sink, file);
    }

    public static string Config(Uri url, string events, string more = "") => $$"""
        apiVersion: imagegate.dev/v1
        kind: AlertConfig
        metadata: {name: alerts}
        spec:
          cluster: test
          receivers:
            - name: ops
              events: [{{events}}]
              format: webhook
              url: "{{url}}"
              insecureHttp: true
              {{more}}
        """;

    /// <summary>The next alert.</summary>
    public async Task<JsonNode> NextAsync() => JsonNode.Parse((await Sink.NextAsync()).Body)!;

    public Task<JsonElement> DecideAsync(string image, string path = "/validate?timeout=10s") => Gate.DecideAsync(image, path);

    public Task<string> MetricsAsync() => Gate.Client.GetStringAsync($"{Gate.Metrics}/metrics");

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        await Sink.DisposeAsync();
    }
}
