namespace ImageGate.Fuzz;

/// <summary>What a run over one target came to.</summary>
internal sealed class FuzzReport(string target)
{
    public int Inputs { get; private set; }

    public int Parsed { get; private set; }

    /// <summary>Processor time of the slowest input.</summary>
    public TimeSpan MaxTime { get; private set; }

    /// <summary>Bytes that the most wasteful input allocated.</summary>
    public long MaxAllocated { get; private set; }

    public FuzzFailure? Failure { get; set; }

    public void Add(bool parsed, TimeSpan time, long allocated)
    {
        Inputs++;
        Parsed += parsed ? 1 : 0;
        MaxTime = time > MaxTime ? time : MaxTime;
        MaxAllocated = Math.Max(MaxAllocated, allocated);
    }

    public override string ToString() => string.Create(
        null,
        $"{target,-22} {Inputs,8} inputs {Parsed,8} parsed {Inputs - Parsed,8} refused  max {MaxTime.TotalMilliseconds,8:F2} ms {MaxAllocated,10} bytes")
        + (Failure is null ? "" : "  FAILED");
}
