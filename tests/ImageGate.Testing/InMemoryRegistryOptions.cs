namespace ImageGate.Testing;

/// <summary>Who may read.</summary>
public enum RegistryAuthentication
{
    /// <summary>Everyone.</summary>
    None,

    /// <summary>Who sends the user and password.</summary>
    Basic,

    /// <summary>Who brings a token; the token endpoint gives one for the user and password.</summary>
    Bearer,

    /// <summary>Who brings a token; the token endpoint gives one to everybody.</summary>
    AnonymousBearer,
}

/// <summary>How an <see cref="InMemoryRegistry"/> behaves.</summary>
public sealed record InMemoryRegistryOptions
{
    /// <summary>The authority that signs the registry's certificate; null: plain HTTP.</summary>
    public TestCertificateAuthority? Tls { get; init; }

    /// <summary>The name under which the registry is known; it must lead to this machine. Its certificate is for this name.</summary>
    public string HostName { get; init; } = "127.0.0.1";

    public RegistryAuthentication Authentication { get; init; }

    public string Username { get; init; } = "robot";

    public string Password { get; init; } = "secret";

    /// <summary>An identity token that the token endpoint takes, or null.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>The <c>expires_in</c> of tokens, in seconds; null: not said.</summary>
    public int? TokenSeconds { get; init; }

    /// <summary>The whole <c>WWW-Authenticate</c> of a 401, from the repository's path; null: a right one.</summary>
    public Func<string, string>? Challenge { get; init; }

    /// <summary>Whether there is a referrers API; without it <see cref="InMemoryRegistry.PushReferrer"/> keeps the fallback tag.</summary>
    public bool ReferrersApi { get; init; } = true;

    /// <summary>Referrers on one page.</summary>
    public int ReferrersPerPage { get; init; } = int.MaxValue;

    /// <summary>Whether it can be asked later what it was asked; not for millions of requests.</summary>
    public bool RemembersRequests { get; init; } = true;

    /// <summary>Whether answers name the digest in <c>Docker-Content-Digest</c>.</summary>
    public bool DigestHeader { get; init; } = true;
}
