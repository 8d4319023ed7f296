using System.Diagnostics;

namespace ImageGate.Server.Telemetry;

/// <summary>
/// How long the phases of one request took: from the beginning of a phase's first work to the end of its last. A request that
/// found its work begun by another one has none, and neither has one whose answer was known.
/// </summary>
internal sealed class RequestPhases
{
    // Work that is begun for a request is known by this, on whichever thread it goes on.
    private static readonly AsyncLocal<RequestPhases?> Ambient = new();
    private static readonly int Count = Enum.GetValues<Phase>().Length;

    private readonly Lock _lock = new();
    private readonly long[] _starts = new long[Count];
    private readonly long[] _ends = new long[Count];

    /// <summary>Of the request that this work was begun for, or null.</summary>
    public static RequestPhases? Current => Ambient.Value;

    /// <summary>Begins a request, until the calling method is left.</summary>
    public static RequestPhases Begin() => Ambient.Value = new RequestPhases();

    /// <summary>A phase took from one time stamp to the other.</summary>
    public void Add(Phase phase, long start, long end)
    {
        lock (_lock)
        {
            ref long first = ref _starts[(int)phase];
            first = first == 0 ? start : Math.Min(first, start);
            _ends[(int)phase] = Math.Max(_ends[(int)phase], end);
        }
    }

    /// <summary>How long the phase took, or null: it has not ended in this request.</summary>
    public TimeSpan? Of(Phase phase)
    {
        lock (_lock)
        {
            return _ends[(int)phase] == 0 ? null : Stopwatch.GetElapsedTime(_starts[(int)phase], _ends[(int)phase]);
        }
    }
}
