using System.Diagnostics;

namespace ImageGate.Testing.Chart;

/// <summary>Renders charts/imagegate by tests/chart/render: helm, or the renderer that stands in for it.</summary>
public static class ChartRenderer
{
    /// <summary>Where neither helm nor what the renderer needs is there.</summary>
    public const int NothingToRenderWith = 77;

    // The first call may build the renderer.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The chart's folder.</summary>
    public static string Folder { get; } = Path.Combine(Fixtures.RepositoryRoot, "charts", "imagegate");

    /// <summary>Renders the release <c>imagegate</c> in the namespace <c>imagegate</c>.</summary>
    /// <param name="flags">As <c>helm template</c> takes them.</param>
    public static Task<ChartRendering> RenderAsync(params IEnumerable<string> flags) => RenderAsync("imagegate", "imagegate", flags);

    /// <summary>Renders a release.</summary>
    /// <exception cref="OperationCanceledException">It took longer than five minutes.</exception>
    public static async Task<ChartRendering> RenderAsync(string release, string namespaceName, params IEnumerable<string> flags)
    {
        string script = Path.Combine(Fixtures.RepositoryRoot, "tests", "chart", "render");
        var start = new ProcessStartInfo("bash", [script, "template", release, Folder, "--namespace", namespaceName, .. flags])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Longest);
        Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ChartRendering(process.ExitCode, await output, await error);
    }
}
