namespace ImageGate.Cloud;

/// <summary>Why a service of a cloud, or Vault, gave nothing.</summary>
public enum CloudFault
{
    /// <summary>No connection: the name is not known, refused, a bad certificate, cut off.</summary>
    Unreachable,

    /// <summary>No answer within the time for one.</summary>
    TimedOut,

    /// <summary>There is nothing to show who ImageGate is, or who gives the credential did not give it.</summary>
    NoCredential,

    /// <summary>The service says that ImageGate may not (HTTP 401, 403).</summary>
    NotAuthorized,

    /// <summary>The service says that it is asked too often (HTTP 429).</summary>
    Throttled,

    /// <summary>The service has an error of its own (HTTP 5xx).</summary>
    ServerError,

    /// <summary>What came is not what the service answers: another status, no JSON, too long, a key that is not what it is said to be.</summary>
    BadAnswer,
}
