namespace ImageGate.Fuzz;

/// <summary>
/// Runs inputs through a target: no exception, no time and no memory over the bound. It runs on a thread with a small stack,
/// so that recursion shows, and is watched, so that a hang shows.
/// </summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    /// <summary>Processor time of one input. The slowest honest one takes some milliseconds; a first call is compiled meanwhile.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    private const int StackBytes = 512 * 1024;                         // of the platform's 1.5 to 8 MiB

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly FuzzReport _report = new(target.Name);
    private volatile byte[] _current = [];

    /// <summary>Runs the seeds as they are, and then <paramref name="inputs"/> mutations of them; stops at the first failure.</summary>
    public FuzzReport Mutate(int inputs) => Watch(() =>
    {
        foreach (byte[] good in target.Seeds)
        {
            // Not measured: the first calls load and compile.
            Try(good, measures: false);
        }

        var random = new Random(seed);
        for (int input = 0; input < inputs && _report.Failure is null; input++)
        {
            Try(Mutations.Mutator.Mutate(target.Seeds, target.Format, random), measures: true);
        }
    });

    /// <summary>Runs one input.</summary>
    public FuzzReport Repeat(byte[] input) => Watch(() =>
    {
        Try(input, measures: false);
        Try(input, measures: true);
    });

    private FuzzReport Watch(Action run)
    {
        var thread = new Thread(() => run(), StackBytes) { IsBackground = true, Name = target.Name };
        thread.Start();
        for (byte[] before = _current; !thread.Join(Patience); before = _current)
        {
            if (ReferenceEquals(before, _current) && before.Length > 0)
            {
                return new FuzzReport(target.Name) { Failure = Failure(before, "it hangs") };
            }
        }

        return _report;
    }

    private void Try(byte[] input, bool measures)
    {
        if (_report.Failure is not null)
        {
            return;
        }

        _current = input;
        TimeSpan start = ThreadClock.Now;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            bool parsed = target.Run(input);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (measures)
            {
                Measure(input, parsed, ThreadClock.Now - start, allocated);
            }
        }
        catch (Exception unexpected)
        {
            _report.Failure = Failure(input, unexpected.ToString());
        }
    }

    private void Measure(byte[] input, bool parsed, TimeSpan time, long allocated)
    {
        _report.Add(parsed, time, allocated);
        long most = target.MaxAllocation(input.Length);
        string? why = time > MaxTime ? $"it took {time.TotalSeconds:F1} s of processor time, at most {MaxTime.TotalSeconds:F0} s are allowed"
            : allocated > most ? $"it allocated {allocated} bytes, at most {most} are allowed"
            : null;
        _report.Failure = why is null ? null : Failure(input, why);
    }

    private FuzzFailure Failure(byte[] input, string why) => new(target.Name, seed, input, why);
}
