using System.Text;
using System.Text.Json;
using ImageGate.Testing;

namespace ImageGate.Server.Tests.Telemetry;

/// <summary>A running gate whose log can be read once it has ended.</summary>
internal sealed class LoggedGate(RunningGate gate, MemoryStream log)
{
    private bool _ended;

    public RunningGate Gate => gate;

    public static async Task<LoggedGate> StartAsync(
        string level = "Information", TimeProvider? time = null, Action<RunningGate, Dictionary<string, string?>>? configure = null, InMemoryRegistryOptions? registry = null)
    {
        var log = new MemoryStream();
        RunningGate gate = await RunningGate.StartAsync(
            configure: (running, settings) =>
            {
                settings["Log:Level"] = level;
                configure?.Invoke(running, settings);
            },
            time: time,
            registry: registry,
            log: log);
        return new LoggedGate(gate, log);
    }

    /// <summary>All that was logged.</summary>
    public async Task<string> EndAsync()
    {
        if (!_ended)
        {
            _ended = true;
            await gate.DisposeAsync();
        }

        return Encoding.UTF8.GetString(log.ToArray());
    }

    /// <summary>Its lines, each a JSON object.</summary>
    public async Task<JsonElement[]> LinesAsync() =>
        [.. (await EndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The lines of decisions.</summary>
    public async Task<JsonElement[]> DecisionsAsync() =>
        [.. (await LinesAsync()).Where(line => line.TryGetProperty("event", out JsonElement kind) && kind.GetString() == "decision")];
}
