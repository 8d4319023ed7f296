namespace ImageGate.Testing;

/// <summary>The clock of a machine that is set wrong: it runs as others do, and says another time.</summary>
/// <param name="by">How much later its time is; may be negative.</param>
public sealed class ShiftedTimeProvider(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
