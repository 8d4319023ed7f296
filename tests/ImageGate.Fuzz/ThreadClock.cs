using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ImageGate.Fuzz;

/// <summary>Processor time of the calling thread: what a busy machine does beside it does not count.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;                               // CLOCK_THREAD_CPUTIME_ID of Linux

    public static TimeSpan Now => OperatingSystem.IsLinux() && GetTime(ThreadCpuTime, out Timespec time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
        : Stopwatch.GetElapsedTime(0);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);

    private readonly record struct Timespec(nint Seconds, nint Nanoseconds);
}
