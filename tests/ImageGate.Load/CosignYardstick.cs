using System.Diagnostics;
using System.Globalization;

namespace ImageGate.Load;

/// <summary>What the reference tool takes for one image: a process, and the same requests to the registry.</summary>
internal static class CosignYardstick
{
    private const int Runs = 10;

    /// <summary>Times <c>cosign verify</c> on signed images of the registry.</summary>
    public static async Task RunAsync(string cosign, LoadRegistries registries, string folder, Figures figures)
    {
        string key = Path.Combine(folder, "team0.pub");
        await File.WriteAllTextAsync(key, registries.KeyPem(0));
        var seconds = new List<double>();
        long before = registries.Requests;
        for (int run = 0; run < Runs; run++)
        {
            LoadImage image = registries.Push(registries.Well, 0, signed: true);
            var watch = Stopwatch.StartNew();
            using Process process = Process.Start(new ProcessStartInfo(
                cosign, ["verify", "--key", key, "--insecure-ignore-tlog=true", "--allow-http-registry", "--allow-insecure-registry", image.Text])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> said = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException("cosign verify failed: " + await said);
            }

            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        await figures.SayAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| (cosign verify, {Runs} images: median {1_000 * Median(seconds):F0} ms, {(double)(registries.Requests - before) / Runs:F1} requests each) |"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
