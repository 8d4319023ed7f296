namespace ImageGate.Kms;

/// <summary>Why a KMS did not say anything about a key.</summary>
public enum KmsFault
{
    /// <summary>No connection: the name is not known, refused, a bad certificate, cut off.</summary>
    Unreachable,

    /// <summary>No answer within <see cref="Limits.FetchTimeout"/>.</summary>
    TimedOut,

    /// <summary>There is nothing to show who ImageGate is, or who gives the credential did not give it.</summary>
    NoCredential,

    /// <summary>The KMS says that ImageGate may not (HTTP 401, 403).</summary>
    NotAuthorized,

    /// <summary>The KMS says that it is asked too often (HTTP 429).</summary>
    Throttled,

    /// <summary>The KMS has an error of its own (HTTP 5xx).</summary>
    ServerError,

    /// <summary>What came is not what the service answers: another status, no JSON, too long, a key that is not what it is said to be.</summary>
    BadAnswer,
}
