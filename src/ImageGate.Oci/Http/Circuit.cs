using System.Globalization;

namespace ImageGate.Oci.Http;

/// <summary>
/// Whether a host is asked although it failed. Closed: it is, and failures one after the other are counted. Open: it is not, for
/// a time. Then one request probes, and the others wait for it: an answer closes, a failure opens for twice as long.
/// </summary>
/// <remarks>
/// Not for several threads: <see cref="Circuits"/> guards it. Times are those of the clock that never jumps: a corrected wall
/// clock must not keep a circuit open.
/// </remarks>
/// <param name="clock">The clock of the open time.</param>
internal sealed class Circuit(TimeProvider clock)
{
    private long? _counted;
    private int _failures;
    private bool _wished;
    private TaskCompletionSource? _probe;
    private TimeSpan _openTime;
    private TimeSpan _openFor;
    private long _openedAt;
    private HostTrouble? _last;

    /// <summary>How long it is open still.</summary>
    public TimeSpan Rest => IsOpen ? _openFor - clock.GetElapsedTime(_openedAt) : TimeSpan.Zero;

    /// <summary>Whether requests are kept back now.</summary>
    public bool KeepsBack => IsOpen && (_probe is not null || Rest > TimeSpan.Zero);

    private bool IsOpen => _openTime > TimeSpan.Zero;

    /// <summary>Why a request may not be sent now, or null: it may.</summary>
    /// <returns>A no at what the host wished for may be repeated by itself.</returns>
    public CircuitAnswer? Refusal(string host)
    {
        if (!KeepsBack)
        {
            return null;
        }

        if (_probe is { } probe)
        {
            return new CircuitAnswer.Later(probe.Task);
        }

        string until = (clock.GetUtcNow() + Rest).ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        string why = _wished ? "as it wished" : $"after {_failures} failures";
        var trouble = new HostTrouble(_last!.Cause, $"{host} is not asked again until {until}, {why}: {_last.What}", Rest);
        return new CircuitAnswer.No(new Exchange.Troubled(trouble, HostSign.None, MayRepeat: _wished));
    }

    /// <summary>A request is sent. Not while <see cref="Refusal"/> says otherwise.</summary>
    /// <returns>Whether it is the probe. Then <see cref="EndProbe"/> has to follow.</returns>
    public bool Enter()
    {
        if (IsOpen)
        {
            _probe = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return IsOpen;
    }

    /// <summary>The probe has ended, with whatever result; who waited looks again.</summary>
    public void EndProbe()
    {
        _probe?.SetResult();
        _probe = null;
    }

    /// <summary>A request was answered.</summary>
    /// <returns>Whether the circuit is as good as new. While it is open only the probe can say so.</returns>
    public bool Succeed(bool isProbe) => isProbe || !IsOpen;

    /// <summary>
    /// A request failed. It counts when it was sent a moment after the last one that counts: a bad moment of thirty requests is
    /// one failure, and a blip that the repetitions of a request outlive opens nothing.
    /// </summary>
    /// <param name="sentAt">When it was sent: a time stamp of the clock.</param>
    /// <param name="trouble">Why.</param>
    public void Fail(long sentAt, HostTrouble trouble)
    {
        // What was sent before it opened is of the moment that opened it. The probe is sent later than that.
        bool isOfTheSameMoment = _counted is { } counted && clock.GetElapsedTime(counted, sentAt) < Limits.FailureSpacing;
        if (isOfTheSameMoment)
        {
            return;
        }

        _counted = clock.GetTimestamp();
        _failures++;
        if (_failures >= Limits.FailuresThatOpen)
        {
            TimeSpan twice = _openTime * 2;
            Open(twice < Limits.FirstOpenTime ? Limits.FirstOpenTime : twice > Limits.MaxOpenTime ? Limits.MaxOpenTime : twice, trouble, wished: false);
        }
    }

    /// <summary>The host wishes not to be asked for a time.</summary>
    public void Pause(TimeSpan time, HostTrouble trouble)
    {
        TimeSpan bounded = time < Limits.MaxPause ? time : Limits.MaxPause;
        if (bounded > Rest)
        {
            Open(bounded, trouble, wished: true);
        }
    }

    // Replicas that met the same failure do not all come back at the same moment. A wish is not cut short.
    private void Open(TimeSpan time, HostTrouble trouble, bool wished)
    {
        _openTime = time;
        _openFor = wished ? time : time * (1 - (Random.Shared.NextDouble() / 4));
        _openedAt = clock.GetTimestamp();
        _wished = wished;
        _last = trouble;
    }
}
