namespace ImageGate.Core.Verdicts;

/// <summary>What one policy or one signer said of one image.</summary>
public abstract record CheckResult
{
    private CheckResult()
    {
    }

    /// <summary>No.</summary>
    public sealed record Failed(ReasonCode Reason, string Detail) : CheckResult;

    /// <summary>It could not be told.</summary>
    /// <param name="Reason">What was missing.</param>
    /// <param name="Detail">For people.</param>
    /// <param name="RetryAfter">When to ask again, or null when nobody said.</param>
    public sealed record Unavailable(ReasonCode Reason, string Detail, TimeSpan? RetryAfter) : CheckResult;

    /// <summary>Yes.</summary>
    /// <param name="Detail">What was found, for people: the key, or the policy's own reason.</param>
    public sealed record Passed(string Detail) : CheckResult
    {
        /// <summary>What the user has to be told although it passed, or null.</summary>
        public string? Warning { get; init; }
    }
}
