using ImageGate.Kubernetes.Api.Configuration;

namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>The bearer token as it is now: a file is read again after a minute, and at once when the server refused its token.</summary>
internal sealed class ApiTokens(ApiCredential credential, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private string? _token;
    private long _readAt;

    /// <summary>The token, null when there is none to send; or why it cannot be read.</summary>
    public (string? Token, string? Problem) Current()
    {
        lock (_lock)
        {
            return credential switch
            {
                ApiCredential.Token fixedToken => (fixedToken.Value, null),
                ApiCredential.TokenFile file when _token is null || clock.GetElapsedTime(_readAt) >= ApiLimits.FileAge => Read(file.Path),
                ApiCredential.TokenFile => (_token, null),
                _ => (null, null),
            };
        }
    }

    /// <summary>Forgets a token that the server refused.</summary>
    /// <returns>Whether there is now another one to try.</returns>
    public bool Replace(string? refused)
    {
        lock (_lock)
        {
            return credential is ApiCredential.TokenFile file && Read(file.Path).Token is { } now && now != refused;
        }
    }

    // A file that cannot be read for a moment, while it is rotated, does not take away the token that still holds.
    private (string? Token, string? Problem) Read(string path)
    {
        (string? token, string? problem) = ServiceAccountToken.Read(path);
        if (token is not null)
        {
            _token = token;
            _readAt = clock.GetTimestamp();
        }

        return _token is null ? (null, problem) : (_token, null);
    }
}
