namespace ImageGate.Sigstore.Log;

/// <summary>What the transparency logs say of one signature.</summary>
/// <param name="Times">When a log integrated the entry: each signed by the log, inside of the time in which its key is good.</param>
/// <param name="ClaimedTimes">The same where nobody signed it: never a proof, but the certificate must fit it all the same.</param>
internal sealed record LogFindings(IReadOnlyList<DateTimeOffset> Times, IReadOnlyList<DateTimeOffset> ClaimedTimes)
{
    public static LogFindings None { get; } = new([], []);
}
