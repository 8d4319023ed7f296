namespace ImageGate.Kubernetes.Api;

/// <summary>Why it could not be told what the API server did.</summary>
public enum ApiUnavailableCause
{
    /// <summary>No connection, or a broken one.</summary>
    Unreachable,

    /// <summary>The server's certificate is not one of the configured CA for that name, or the handshake failed.</summary>
    Untrusted,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>A 5xx answer.</summary>
    ServerError,

    /// <summary>An answer over its bound.</summary>
    TooLarge,

    /// <summary>An answer that is not what the API promises.</summary>
    Malformed,

    /// <summary>The token cannot be read here, so nothing was asked.</summary>
    NoCredential,
}
