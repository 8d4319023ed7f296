using Microsoft.AspNetCore.Http;

namespace ImageGate.Testing;

/// <summary>Requests that wait until they are let go. Awaiting replaces sleeping in tests.</summary>
public sealed class HeldRequests
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private int _mostWaiting;

    /// <summary>Ends when the first request has come.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Ends when a held request was given up by its client.</summary>
    public Task Aborted => _aborted.Task;

    /// <summary>The most requests that were held at the same time.</summary>
    public int MostAtOnce => _mostWaiting;

    /// <summary>Lets all go on, those to come as well.</summary>
    public void Release() => _released.TrySetResult();

    internal async Task HoldAsync(HttpContext context, RequestDelegate normally)
    {
        int waiting = Interlocked.Increment(ref _waiting);
        InterlockedMax(ref _mostWaiting, waiting);
        _arrived.TrySetResult();
        try
        {
            await _released.Task.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            _aborted.TrySetResult();
            return;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        await normally(context);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = target;
        while (value > seen && Interlocked.CompareExchange(ref target, value, seen) is var now && now != seen)
        {
            seen = now;
        }
    }
}
