using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace ImageGate.Benchmarks;

/// <summary>The published server as a process: time until it is ready, and its memory after many requests.</summary>
internal static class ServerFigures
{
    private const int Requests = 10_000;
    private const int AtOnce = 8;
    private const int Images = 50;

    public static async Task PrintAsync(string dll, TextWriter output)
    {
        await using BenchImages images = await BenchImages.StartAsync(Images);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("imagegate-figures-");
        (int https, int metrics) = (FreePort(), FreePort());
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "policies.yaml"), Policies(images));
        using Process server = Start(dll, folder.FullName, https, metrics);
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
            TimeSpan ready = await ReadyAsync(client, metrics);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"ready after {ready.TotalMilliseconds:F0} ms, RSS {RssMebibytes(server):F0} MiB"));
            var watch = Stopwatch.StartNew();
            await SendAsync(client, $"https://127.0.0.1:{https}/mutate?timeout=10s", images);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{Requests} decisions, {AtOnce} at once: {Requests / watch.Elapsed.TotalSeconds:F0}/s with registry and driver on the same machine, "
                + $"CPU {server.TotalProcessorTime.TotalMilliseconds / Requests:F2} ms each, RSS {RssMebibytes(server):F0} MiB, registry requests {(double)images.Registry.Requests.Count / Requests:F2} each"));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(string dll, string policies, int https, int metrics)
    {
        var start = new ProcessStartInfo("dotnet", [dll]) { RedirectStandardOutput = true };
        start.Environment["IMAGEGATE_Server__HttpsPort"] = https.ToString(CultureInfo.InvariantCulture);
        start.Environment["IMAGEGATE_Server__MetricsPort"] = metrics.ToString(CultureInfo.InvariantCulture);
        start.Environment["IMAGEGATE_Server__BindAddress"] = "127.0.0.1";
        start.Environment["IMAGEGATE_Policies__Directory"] = policies;
        Process server = Process.Start(start)!;
        server.OutputDataReceived += (_, _) => { };                          // read and dropped, or the pipe would fill up
        server.BeginOutputReadLine();
        return server;
    }

    private static async Task<TimeSpan> ReadyAsync(HttpClient client, int port)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync($"http://127.0.0.1:{port}/readyz");
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

    private static Task SendAsync(HttpClient client, string url, BenchImages images)
    {
        byte[] review = images.Review(1);
        return Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, cancellationToken) =>
        {
            using var body = new ByteArrayContent(review);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage answer = await client.PostAsync(url, body, cancellationToken);
            string text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!text.Contains("\"allowed\":true", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("wrong verdict: " + text);
            }
        });
    }

    private static double RssMebibytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / (1024.0 * 1024.0);
    }

    private static string Policies(BenchImages images) => $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: apps}
        spec:
          images: ["{{images.Registry.Host}}/**"]
          require:
            signers:
              - name: key
                key: {pem: "{{images.KeyPem.Replace("\n", "\\n", StringComparison.Ordinal)}}"}
                transparencyLog: notRequired
        ---
        apiVersion: imagegate.dev/v1
        kind: RegistryAccess
        metadata: {name: local}
        spec: {host: "{{images.Registry.Host}}", insecureHttp: true}
        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
