namespace ImageGate.Core.Registries;

/// <summary>Why it could not be told.</summary>
public enum UnavailableCause
{
    /// <summary>No connection, a broken one, a TLS failure, or a 5xx answer.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>429: too many requests.</summary>
    Throttled,
}
