namespace ImageGate.Core.Registries;

/// <summary>Why a registry gave no answer that can be used.</summary>
/// <param name="Detail">For people: one line, names the host, holds no secret.</param>
public abstract record RegistryFailure(string Detail)
{
    /// <summary>There is no such repository or manifest.</summary>
    public sealed record NotFound(string Detail) : RegistryFailure(Detail);

    /// <summary>Credentials are missing, wrong or do not reach this repository.</summary>
    public sealed record Unauthorized(string Detail) : RegistryFailure(Detail);

    /// <summary>It could not be told.</summary>
    /// <param name="Cause">What went wrong.</param>
    /// <param name="Detail">For people.</param>
    /// <param name="RetryAfter">When the registry wants to be asked again, or null.</param>
    public sealed record Unavailable(UnavailableCause Cause, string Detail, TimeSpan? RetryAfter) : RegistryFailure(Detail);

    /// <summary>Something is over its bound.</summary>
    public sealed record TooLarge(string Detail) : RegistryFailure(Detail);

    /// <summary>The answer breaks the protocol: bytes that are not those of the digest, no digest, no manifest, a bad redirect.</summary>
    public sealed record Invalid(string Detail) : RegistryFailure(Detail);
}
