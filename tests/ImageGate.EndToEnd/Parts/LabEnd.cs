using System.Diagnostics;
using System.Globalization;

namespace ImageGate.EndToEnd.Parts;

/// <summary>
/// Ends what a run started: a process of its own that waits for the end of the tests' process, so that nothing stays behind
/// when that one is killed.
/// </summary>
internal sealed class LabEnd : IAsyncDisposable
{
    private const int StartTimeField = 21;

    private readonly Process _process;

    private LabEnd(Process process) => _process = process;

    /// <summary>Starts waiting for the end; everything below the folder is then stopped and removed.</summary>
    public static LabEnd Of(string folder)
    {
        ProcessStartInfo start = Command.Describe("setsid", new Dictionary<string, string>(), "bash", LabFolder.Script("end-with.sh"), folder);
        return new LabEnd(Process.Start(start)!);
    }

    /// <summary>Notes a process in a state folder, as the lab's scripts do: name, id, and start time, which tells it from a later one with that id.</summary>
    public static void Note(string state, Process process)
    {
        Directory.CreateDirectory(state);
        string time = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/stat")).Split(' ')[StartTimeField];
        File.WriteAllText(Path.Combine(state, "pids"), string.Create(CultureInfo.InvariantCulture, $"gate {process.Id} {time}\n"));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(deadline.Token);
        _process.Dispose();
    }
}
