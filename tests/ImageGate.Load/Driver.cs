using System.Diagnostics;
using System.Net.Sockets;

namespace ImageGate.Load;

/// <summary>Sends reviews over some connections: as fast as answers come, or at a steady rate.</summary>
/// <param name="port">The gate's port.</param>
/// <param name="connections">Requests at once, each on a connection of its own.</param>
internal sealed class Driver(int port, int connections)
{
    /// <summary>Each connection sends its next review when the answer to the last is there.</summary>
    /// <param name="next">The review of a number; null: no more.</param>
    /// <param name="duration">When to stop at the latest.</param>
    public Task<Outcome> RunAsync(Func<long, Review?> next, TimeSpan duration) => RunAsync(next, duration, null);

    /// <summary>Reviews are due at fixed times. An answer that is late makes the next one late as well, and that counts.</summary>
    public Task<Outcome> RunAsync(Func<long, Review?> next, TimeSpan duration, double perSecond) => RunAsync(next, duration, (double?)perSecond);

    private async Task<Outcome> RunAsync(Func<long, Review?> next, TimeSpan duration, double? perSecond)
    {
        long number = -1;
        long start = Stopwatch.GetTimestamp();
        Outcome[] parts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            var outcome = new Outcome();
            GateConnection? connection = null;
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                long mine = Interlocked.Increment(ref number);
                if (next(mine) is not { } review)
                {
                    break;
                }

                TimeSpan due = perSecond is { } rate ? TimeSpan.FromSeconds(mine / rate) : TimeSpan.Zero;
                bool waited = await WaitAsync(start, due);
                connection ??= await ConnectAsync();

                // The wait's own lateness is the driver's; a wait that was not needed is the gate's.
                TimeSpan from = waited || perSecond is null ? Stopwatch.GetElapsedTime(start) : due;
                try
                {
                    Verdict verdict = await connection.AskAsync(review, CancellationToken.None);
                    outcome.Add(Stopwatch.GetElapsedTime(start) - from, verdict, review);
                }
                catch (Exception broken) when (broken is IOException or SocketException)
                {
                    outcome.AddBroken();
                    connection.Dispose();
                    connection = null;
                }
            }

            connection?.Dispose();
            return outcome;
        })));
        var all = new Outcome();
        foreach (Outcome part in parts)
        {
            all.Add(part);
        }

        return all;
    }

    private static async Task<bool> WaitAsync(long start, TimeSpan due)
    {
        TimeSpan left = due - Stopwatch.GetElapsedTime(start);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        await Task.Delay(left);
        return true;
    }

    /// <summary>A gate that is being started again is waited for.</summary>
    private async Task<GateConnection> ConnectAsync()
    {
        while (true)
        {
            try
            {
                return await GateConnection.OpenAsync(port, CancellationToken.None);
            }
            catch (Exception closed) when (closed is SocketException or IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5));
            }
        }
    }
}
