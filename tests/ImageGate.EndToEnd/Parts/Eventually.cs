namespace ImageGate.EndToEnd.Parts;

/// <summary>Waits for what happens elsewhere: asks again until it is so, and fails after a deadline.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The first answer that is as wanted.</summary>
    /// <exception cref="TimeoutException">There was none in time; the message holds the last one.</exception>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted, TimeSpan? within = null)
    {
        DateTime deadline = DateTime.UtcNow + (within ?? Soon);
        while (true)
        {
            T answer = await ask();
            if (wanted(answer))
            {
                return answer;
            }

            if (DateTime.UtcNow > deadline)
            {
                throw new TimeoutException($"not seen within {within ?? Soon}; last: {answer}");
            }

            await Task.Delay(Pause);
        }
    }
}
