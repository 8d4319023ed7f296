namespace ImageGate.Kubernetes.Api;

/// <summary>Why the API server did not do what it was asked.</summary>
/// <param name="Detail">For people: one line that names the call, and holds no secret.</param>
public abstract record ApiFailure(string Detail)
{
    /// <summary>404: there is no such object, namespace or resource.</summary>
    public sealed record NotFound(string Detail) : ApiFailure(Detail);

    /// <summary>409: another one was faster. The object changed, or it exists already, or another manager owns a field.</summary>
    public sealed record Conflict(string Detail) : ApiFailure(Detail);

    /// <summary>403: the account's roles do not allow it.</summary>
    public sealed record Forbidden(string Detail) : ApiFailure(Detail);

    /// <summary>401: the token or certificate is not accepted, also after it was read again.</summary>
    public sealed record Unauthorized(string Detail) : ApiFailure(Detail);

    /// <summary>410: the resource version or the continue token is too old. List again.</summary>
    public sealed record Gone(string Detail) : ApiFailure(Detail);

    /// <summary>429: the server wants to be left alone.</summary>
    /// <param name="Detail">For people.</param>
    /// <param name="RetryAfter">For how long, 0 to 5 minutes, or null: it did not say.</param>
    public sealed record TooManyRequests(string Detail, TimeSpan? RetryAfter) : ApiFailure(Detail);

    /// <summary>Another 4xx, or a call that was not sent because its words are wrong: asking again does not help.</summary>
    public sealed record Rejected(string Detail) : ApiFailure(Detail);

    /// <summary>It could not be told. A change that was asked for may have happened or not.</summary>
    /// <param name="Cause">What went wrong.</param>
    /// <param name="Detail">For people.</param>
    /// <param name="RetryAfter">When the server wants to be asked again, 0 to 5 minutes, or null.</param>
    public sealed record Unavailable(ApiUnavailableCause Cause, string Detail, TimeSpan? RetryAfter) : ApiFailure(Detail);
}
