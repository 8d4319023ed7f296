namespace ImageGate.Sigstore.Trust;

/// <summary>A closed interval of time: both ends belong to it, and an end that is null is open for ever.</summary>
/// <param name="Start">The first moment, or null.</param>
/// <param name="End">The last moment, or null.</param>
/// <remarks>Source: protobuf-specs, sigstore_common.proto, TimeRange: "if set, the interval is closed".</remarks>
public sealed record ValidityWindow(DateTimeOffset? Start, DateTimeOffset? End)
{
    /// <summary>Whether <paramref name="time"/> lies in it.</summary>
    public bool Contains(DateTimeOffset time) => (Start is null || time >= Start) && (End is null || time <= End);

    /// <summary>For people: both ends in UTC.</summary>
    public override string ToString() => $"{Text(Start)} to {Text(End)}";

    private static string Text(DateTimeOffset? end) => end is { } time ? time.UtcDateTime.ToString("u") : "(open)";
}
