using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ImageGate.Load;

/// <summary>The published server as a process of its own.</summary>
internal sealed class GateProcess : IAsyncDisposable
{
    private static readonly HttpClient Client = new();

    private readonly Process _process;
    private readonly int _metrics;

    private GateProcess(Process process, int https, int metrics, TimeSpan ready) => (_process, Port, _metrics, Ready) = (process, https, metrics, ready);

    public int Port { get; }

    /// <summary>From the start of the process until it said that it is ready.</summary>
    public TimeSpan Ready { get; }

    /// <summary>Processor time so far, of all threads.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory, in MiB.</summary>
    public double Rss
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / (1024.0 * 1024.0);
        }
    }

    /// <summary>The most that it was so far, in MiB.</summary>
    public double PeakRss
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / (1024.0 * 1024.0);
        }
    }

    /// <summary>Starts a server on free ports and waits until it is ready.</summary>
    public static async Task<GateProcess> StartAsync(string dll, string policies, int? port = null, params (string Name, string Value)[] settings)
    {
        (int https, int metrics) = (port ?? FreePort(), FreePort());
        var start = new ProcessStartInfo("dotnet", [dll]) { RedirectStandardOutput = true };
        start.Environment["IMAGEGATE_Server__HttpsPort"] = https.ToString(CultureInfo.InvariantCulture);
        start.Environment["IMAGEGATE_Server__MetricsPort"] = metrics.ToString(CultureInfo.InvariantCulture);
        start.Environment["IMAGEGATE_Server__BindAddress"] = "127.0.0.1";
        start.Environment["IMAGEGATE_Policies__Directory"] = policies;
        foreach ((string name, string value) in settings)
        {
            start.Environment["IMAGEGATE_" + name] = value;
        }

        var watch = Stopwatch.StartNew();
        Process process = Process.Start(start)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);      // or the pipe would fill up
        return new GateProcess(process, https, metrics, await ReadyAsync(watch, metrics));
    }

    /// <summary>The sum over the labels of a metric, or null: there is none of that name.</summary>
    public async Task<double?> ReadMetricAsync(string name)
    {
        string text = await Client.GetStringAsync($"http://127.0.0.1:{_metrics}/metrics");
        double[] values = [.. text.Split('\n').Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
            .Select(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))];
        return values.Length == 0 ? null : values.Sum();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<TimeSpan> ReadyAsync(Stopwatch watch, int port)
    {
        while (watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            try
            {
                using HttpResponseMessage answer = await Client.GetAsync($"http://127.0.0.1:{port}/readyz");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return watch.Elapsed;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        throw new TimeoutException("the server did not get ready");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
