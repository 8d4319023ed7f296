namespace ImageGate.Alerts.Delivery;

/// <summary>What came of one try.</summary>
public abstract record DeliveryResult
{
    private DeliveryResult()
    {
    }

    /// <summary>The receiver did not take it.</summary>
    /// <param name="Detail">Why: one line without the address and without headers.</param>
    /// <param name="MayRetry">Whether another try can help.</param>
    /// <param name="RetryAfter">The wait that the receiver asks for, at most <see cref="Limits.MaxRetryAfter"/>, or null; a time that is over is below zero.</param>
    /// <param name="Answer">The beginning of the receiver's answer, for whoever tries it; empty when there is none.</param>
    public sealed record Failed(string Detail, bool MayRetry, TimeSpan? RetryAfter, string Answer) : DeliveryResult;

    /// <summary>The receiver took it.</summary>
    /// <param name="Status">Its HTTP status, 200 to 299.</param>
    public sealed record Delivered(int Status) : DeliveryResult;
}
