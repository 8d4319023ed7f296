using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace ImageGate.EndToEnd.Parts;

/// <summary>The server as a process of its own, with settings from the environment.</summary>
internal sealed partial class GateProcess : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Nothing = [];

    // The first start of a process on a busy machine.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly HttpClient _health = new(new SocketsHttpHandler { UseProxy = false });

    private GateProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    /// <summary>All lines so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public int WebhookPort { get; private set; }

    public int HealthPort { get; private set; }

    /// <summary>What a start with these settings (<c>Server__HttpsPort</c>) gives when it fails.</summary>
    public static Task<CommandResult> FailAsync(IReadOnlyDictionary<string, string> settings) =>
        Command.RunAsync(Dotnet(), Environment(settings), "", LabFolder.Own("ImageGate.Server", "ImageGate.Server"));

    /// <summary>Starts a server on free ports of the loopback interface, and waits until it is ready.</summary>
    public static async Task<GateProcess> StartAsync(string state, IReadOnlyDictionary<string, string> settings)
    {
        GateProcess gate = await ListenAsync(state, settings);
        await Eventually.SeeAsync(() => gate.HealthAsync("/readyz"), answer => answer.Status == 200);
        return gate;
    }

    /// <summary>Starts a server, and waits until it listens; whether it is ready is another question.</summary>
    public static async Task<GateProcess> ListenAsync(string state, IReadOnlyDictionary<string, string> settings)
    {
        ProcessStartInfo start = Command.Describe(Dotnet(), Environment(settings), LabFolder.Own("ImageGate.Server", "ImageGate.Server"));
        var gate = new GateProcess(Process.Start(start)!);
        LabEnd.Note(state, gate._process);
        try
        {
            await Eventually.SeeAsync(() => Task.FromResult(gate.Log), log => Listening().Count(log) == 2, StartTime);
            foreach (Match match in Listening().Matches(gate.Log))
            {
                int port = int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
                (gate.WebhookPort, gate.HealthPort) = match.Groups[1].Value == "https" ? (port, gate.HealthPort) : (gate.WebhookPort, port);
            }

            return gate;
        }
        catch (TimeoutException)
        {
            await gate.DisposeAsync();
            throw;
        }
    }

    /// <summary>Memory that it has of the machine's, in MiB.</summary>
    public int ResidentMiB()
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Asks the health port.</summary>
    public async Task<(int Status, string Text)> HealthAsync(string path)
    {
        using HttpResponseMessage response = await _health.GetAsync(new Uri($"http://127.0.0.1:{HealthPort}{path}"));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Tells it to stop, as the kubelet does.</summary>
    public async Task TerminateAsync() => (await Command.RunAsync("kill", Nothing, "", "-TERM", $"{_process.Id}")).Succeeded();

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> EndedAsync(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends it without a warning, as when its node dies.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _health.Dispose();
    }

    private static string Dotnet() => System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static Dictionary<string, string> Environment(IReadOnlyDictionary<string, string> settings) =>
        settings.Select(setting => KeyValuePair.Create("IMAGEGATE_" + setting.Key, setting.Value)).ToDictionary();

    private void Keep(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }

    [GeneratedRegex(@"Now listening on: (https?)://127\.0\.0\.1:([0-9]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Listening();
}
