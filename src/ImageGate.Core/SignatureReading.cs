namespace ImageGate.Core;

/// <summary>
/// Reads the places where an image's signatures may be, as far as needed: the likely source of each first, the others as soon
/// as that was not enough or takes its time. So an image that is signed where it was the last time costs no more requests
/// than it must, and a slow source does not keep a good one waiting.
/// </summary>
/// <param name="places">The places.</param>
/// <param name="time">The clock of the head start.</param>
/// <param name="cancellationToken">The bound of the whole reading; when it fires every source answers "unavailable".</param>
internal sealed class SignatureReading(IReadOnlyList<PlaceReading> places, TimeProvider time, CancellationToken cancellationToken)
{
    /// <summary>Whether all that there is has been read.</summary>
    public bool IsComplete => places.All(place => place.IsComplete);

    /// <summary>How many sources have answered.</summary>
    public int Answered => places.Sum(place => place.Answered);

    /// <summary>Reads the likely source of each place, or more where that takes its time.</summary>
    public async Task ReadFirstAsync()
    {
        foreach (PlaceReading place in places)
        {
            place.BeginFirst(cancellationToken);
        }

        using var over = new CancellationTokenSource();
        Task headStart = Task.Delay(Limits.HeadStart, time, over.Token);
        await Task.WhenAny(Task.WhenAll(Pending()), headStart).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Reads on: begins whatever has not been begun, and waits until more sources have answered than those.</summary>
    /// <param name="answered">What <see cref="Answered"/> was before the answers were last looked at.</param>
    public async Task ReadMoreAsync(int answered)
    {
        BeginAll();
        Task[] pending = Pending();
        if (Answered <= answered && pending.Length > 0)
        {
            await Task.WhenAny(pending).ConfigureAwait(false);
        }
    }

    /// <summary>Reads everything.</summary>
    public async Task ReadAllAsync()
    {
        BeginAll();
        await Task.WhenAll(Pending()).ConfigureAwait(false);
    }

    private void BeginAll()
    {
        foreach (PlaceReading place in places)
        {
            place.BeginAll(cancellationToken);
        }
    }

    private Task[] Pending() => [.. places.SelectMany(place => place.Pending)];
}
