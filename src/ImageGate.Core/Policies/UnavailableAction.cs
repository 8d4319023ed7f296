namespace ImageGate.Core.Policies;

/// <summary>What happens when a registry did not answer, or something that signatures are verified with is not there.</summary>
public abstract record UnavailableAction
{
    private UnavailableAction()
    {
    }

    /// <summary>The image is not admitted.</summary>
    public sealed record Deny : UnavailableAction
    {
        /// <summary>The only one.</summary>
        public static Deny Instance { get; } = new();
    }

    /// <summary>The image is admitted with an admission warning.</summary>
    public sealed record Warn : UnavailableAction
    {
        /// <summary>The only one.</summary>
        public static Warn Instance { get; } = new();
    }

    /// <summary>
    /// The image is admitted with an admission warning when this very digest was verified for the same policy, unchanged, not
    /// longer ago than this; otherwise it is not admitted.
    /// </summary>
    public sealed record VerifiedWithin : UnavailableAction
    {
        /// <summary>Makes the action.</summary>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is not positive.</exception>
        public VerifiedWithin(TimeSpan time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
            Time = time;
        }

        /// <summary>How long a verification counts.</summary>
        public TimeSpan Time { get; }
    }
}
