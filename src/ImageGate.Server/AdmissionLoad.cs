using ImageGate.Server.Options;
using ImageGate.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace ImageGate.Server;

/// <summary>
/// How much is taken on at once: bytes of bodies, and requests. A request that waits for a registry costs memory alone, so the
/// bound is one of memory, and so high that those who wait leave room for those whose answer is known.
/// </summary>
internal sealed class AdmissionLoad : IDisposable
{
    private readonly SemaphoreSlim _places;
    private readonly GateMetrics _metrics;
    private readonly int _most;
    private readonly int _mostQueued;
    private readonly long _mostBytes;
    private int _queued;
    private long _bytes;

    public AdmissionLoad(IOptions<ServerOptions> options, GateMetrics metrics)
    {
        _most = options.Value.MaxAdmissions;
        _mostQueued = options.Value.MaxQueuedAdmissions;
        _mostBytes = options.Value.MaxBodyMiB * 1024L * 1024;
        _places = new SemaphoreSlim(_most);
        _metrics = metrics;
        metrics.Observe("imagegate_admissions_in_flight", "AdmissionReviews that are being decided.", () => _most - _places.CurrentCount);
        metrics.Observe("imagegate_admissions_queued", "AdmissionReviews that wait to be decided.", () => Volatile.Read(ref _queued));
        metrics.Observe("imagegate_admissions_body_bytes", "Memory for the bodies of AdmissionReviews.", () => Volatile.Read(ref _bytes));
    }

    /// <summary>Takes memory for a body; <see cref="Return"/> has to follow.</summary>
    /// <returns>False: there is none.</returns>
    public bool TryTake(int bytes)
    {
        long taken = Volatile.Read(ref _bytes);
        while (taken + bytes <= _mostBytes)
        {
            // Never taken and given back: what is too large for itself must not turn a small one away meanwhile.
            long before = Interlocked.CompareExchange(ref _bytes, taken + bytes, taken);
            if (before == taken)
            {
                return true;
            }

            taken = before;
        }

        return false;
    }

    /// <summary>Gives memory back.</summary>
    public void Return(int bytes) => Interlocked.Add(ref _bytes, -bytes);

    /// <summary>Waits for its turn to be decided; <see cref="Leave"/> has to follow.</summary>
    /// <returns>False: as many wait already as may, or the wait is over.</returns>
    public async Task<bool> TryEnterAsync(CancellationToken cancellationToken)
    {
        if (_places.Wait(0, CancellationToken.None))
        {
            return true;
        }

        try
        {
            if (Interlocked.Increment(ref _queued) > _mostQueued)
            {
                return false;
            }

            await _places.WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _queued);
        }
    }

    /// <summary>It was decided.</summary>
    public void Leave() => _places.Release();

    /// <summary>Counts a request that is not taken on: for want of <c>memory</c>, or of a place in the <c>queue</c>.</summary>
    public void CountShed(string reason) => _metrics.Shed(reason);

    public void Dispose() => _places.Dispose();
}
