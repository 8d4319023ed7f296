using System.Diagnostics;

namespace ImageGate.EndToEnd.Parts;

/// <summary>Runs programs to their end.</summary>
internal static class Command
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    // A proxy of the surroundings has no business between parts on one machine.
    private static readonly string[] ProxyVariables = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

    /// <summary>What is needed to start a program; all three streams are redirected.</summary>
    public static ProcessStartInfo Describe(string program, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in ProxyVariables)
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Runs a program; after a minute and a half it is ended, with what it started.</summary>
    public static async Task<CommandResult> RunAsync(
        string program, IReadOnlyDictionary<string, string> environment, string input, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = Describe(program, environment, arguments);
        using Process process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Longest);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await WriteAsync(process, input);
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return new CommandResult($"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)}", process.ExitCodeOrKilled(), await output, await error);
    }

    private static async Task WriteAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }

    private static int ExitCodeOrKilled(this Process process)
    {
        process.WaitForExit();
        return process.ExitCode;
    }
}
