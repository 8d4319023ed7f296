using System.Collections.Concurrent;

namespace ImageGate.Alerts.Tests;

/// <summary>What became of alerts, and waiting for it.</summary>
internal sealed class Notes
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<AlertNote> _all = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<AlertNote> All => [.. _all];

    public int Count(AlertResult result) => _all.Count(note => note.Result == result);

    public void Add(AlertNote note)
    {
        _all.Enqueue(note);
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Ends when there are so many of a kind.</summary>
    public async Task UntilAsync(AlertResult result, int count = 1)
    {
        while (true)
        {
            Task changed = Volatile.Read(ref _changed).Task;
            if (Count(result) >= count)
            {
                return;
            }

            await changed.WaitAsync(Soon);
        }
    }
}
