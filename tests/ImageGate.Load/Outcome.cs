namespace ImageGate.Load;

/// <summary>What the driver saw of one scenario.</summary>
internal sealed class Outcome
{
    public Latencies Latencies { get; } = new();

    public long Wrong { get; private set; }

    public long Unavailable { get; private set; }

    /// <summary>Requests that broke before an answer.</summary>
    public long Broken { get; private set; }

    /// <summary>The first answer that was not the expected one, with its request.</summary>
    public string? Surprise { get; private set; }

    public void Add(TimeSpan latency, Verdict verdict, Review review)
    {
        Latencies.Add(latency);
        Surprise ??= verdict == Verdict.Wrong ? review.Surprise : null;
        Wrong += verdict == Verdict.Wrong ? 1 : 0;
        Unavailable += verdict == Verdict.Unavailable ? 1 : 0;
    }

    public void AddBroken() => Broken++;

    /// <summary>What another driver counted.</summary>
    public void AddForeign(long wrong, long broken)
    {
        Wrong += wrong;
        Broken += broken;
    }

    public void Add(Outcome other)
    {
        Latencies.Add(other.Latencies);
        Wrong += other.Wrong;
        Unavailable += other.Unavailable;
        Broken += other.Broken;
        Surprise ??= other.Surprise;
    }
}
