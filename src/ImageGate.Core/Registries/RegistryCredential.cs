namespace ImageGate.Core.Registries;

/// <summary>A user name and password, for the repositories of one host below a path.</summary>
/// <param name="Path">The first segments of the repositories it is for; empty for all.</param>
/// <param name="Username">The user.</param>
/// <param name="Password">The password or token; empty when <paramref name="IdentityToken"/> is there.</param>
/// <param name="IdentityToken">An OAuth2 refresh token to be exchanged at the token realm, or null.</param>
public sealed record RegistryCredential(string Path, string Username, string Password, string? IdentityToken)
{
    /// <summary>Whether it is for the repository: compared by whole path segments.</summary>
    public bool IsFor(string repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return Path.Length == 0 || repository == Path || repository.StartsWith(Path + "/", StringComparison.Ordinal);
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"credential of {Username} for /{Path}";
}
