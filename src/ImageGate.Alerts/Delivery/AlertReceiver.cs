using System.Diagnostics;
using System.Threading.Channels;

namespace ImageGate.Alerts.Delivery;

/// <summary>
/// One receiver at work: repetitions are counted, what is new waits in a bounded queue, and one alert after the other is
/// delivered in the background. Giving it an alert never waits.
/// </summary>
internal sealed class AlertReceiver
{
    private readonly ReceiverSettings _settings;
    private readonly TimeProvider _time;
    private readonly Action<AlertNote> _note;
    private readonly AlertClient _client;
    private readonly RetryDelays _delays = new(Random.Shared.NextDouble);
    private readonly Channel<Alert> _queue = Channel.CreateBounded<Alert>(new BoundedChannelOptions(Limits.MaxQueued) { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly AlertWindows _windows;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _hurry = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;

    private volatile bool _isFailing;

    public AlertReceiver(ReceiverSettings settings, string cluster, string instance, TimeProvider time, Action<AlertNote> note)
    {
        _settings = settings;
        _time = time;
        _note = note;
        _client = new AlertClient(settings, cluster, instance, time);
        _windows = new AlertWindows(settings.Window);
        _timer = time.CreateTimer(_ => EndWindows(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Its settings.</summary>
    public ReceiverSettings Settings => _settings;

    /// <summary>Alerts that wait.</summary>
    public int QueueLength => _queue.Reader.Count;

    /// <summary>
    /// Whether an alert could be lost here: the tries for one were used up and it has not taken one since, or half of the
    /// queue is full. The other half is for requests that are being answered meanwhile.
    /// </summary>
    public bool IsUndelivered => _isFailing || QueueLength >= Limits.MaxQueued / 2;

    /// <summary>Takes an alert.</summary>
    public void Accept(Alert alert)
    {
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (!_windows.TryTake(alert, now, out Alert? toSend))
            {
                Note(AlertResult.Dropped);
            }
            else if (toSend is null)
            {
                Note(AlertResult.Deduplicated);
            }
            else
            {
                Enqueue([toSend]);
            }

            SetTimer(now);
        }
    }

    /// <summary>Sends the summaries that are due and what waits, each with one try, for at most the given time; the rest is dropped.</summary>
    public async Task StopAsync(TimeSpan within)
    {
        lock (_lock)
        {
            Enqueue(_windows.TakeEnded(DateTimeOffset.MaxValue));
            _queue.Writer.TryComplete();
        }

        await _timer.DisposeAsync();
        await _hurry.CancelAsync();
        try
        {
            await _work.WaitAsync(within, _time);
        }
        catch (TimeoutException)
        {
            await _end.CancelAsync();
            await _work;
        }

        _client.Dispose();
    }

    private void EndWindows()
    {
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            Enqueue(_windows.TakeEnded(now));
            SetTimer(now);
        }
    }

    private void SetTimer(DateTimeOffset now)
    {
        if (_windows.NextEnd is { } end)
        {
            _timer.Change(end > now ? end - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void Enqueue(IReadOnlyList<Alert> alerts)
    {
        foreach (Alert alert in alerts)
        {
            if (!_queue.Writer.TryWrite(alert))
            {
                Note(AlertResult.Dropped);
            }
        }
    }

    private async Task WorkAsync()
    {
        await foreach (Alert alert in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            await DeliverAsync(alert);
        }
    }

    private async Task DeliverAsync(Alert alert)
    {
        bool isSpent = false;
        for (int tries = 1; !_end.IsCancellationRequested; tries++)
        {
            switch (await _client.SendAsync(alert, _end.Token))
            {
                case DeliveryResult.Delivered:
                    _isFailing = false;
                    Note(AlertResult.Sent);
                    return;
                case DeliveryResult.Failed failed:
                    if (!isSpent && (!failed.MayRetry || tries >= Limits.MaxAttempts || _hurry.IsCancellationRequested))
                    {
                        isSpent = true;
                        _isFailing = true;
                        Note(AlertResult.Failed, failed.Detail);
                    }

                    // One whose failure denies is tried for ever: its delivery is what ends the denying.
                    if (_hurry.IsCancellationRequested || (isSpent && !_settings.DenyIfUndelivered))
                    {
                        return;
                    }

                    await WaitAsync(_delays.After(tries, failed.RetryAfter));
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        if (!isSpent)
        {
            Note(AlertResult.Dropped);
        }
    }

    private async Task WaitAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, _time, _hurry.Token);
        }
        catch (OperationCanceledException)
        {
            // The process stops: one more try at once.
        }
    }

    private void Note(AlertResult result, string detail = "") => _note(new AlertNote(_settings.Name, result, detail));
}
