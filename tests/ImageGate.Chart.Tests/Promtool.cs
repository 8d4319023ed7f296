using System.Diagnostics;

namespace ImageGate.Chart.Tests;

/// <summary>Prometheus' own judge of metrics and rules: on PATH, or in the lab's folder. CI has to have it.</summary>
internal static class Promtool
{
    /// <summary>Runs it in a folder with something to read.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string folder, string input, params string[] arguments)
    {
        string? program = Find();
        Skip.If(program is null && Environment.GetEnvironmentVariable("CI") is null, "there is no promtool");
        program.Should().NotBeNull("tests/lab/build.sh puts promtool into the lab's bin");
        using var process = Process.Start(new ProcessStartInfo(program!, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private static string? Find()
    {
        string lab = Environment.GetEnvironmentVariable("IMAGEGATE_LAB") is { Length: > 0 } folder ? Path.Combine(folder, "bin") : "";
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), lab];
        return folders.Where(one => one.Length > 0).Select(one => Path.Combine(one, "promtool")).FirstOrDefault(File.Exists);
    }
}
