namespace ImageGate.Cloud.Registries;

/// <summary>What signing in at a registry came to.</summary>
public abstract record RegistryLogin
{
    private RegistryLogin()
    {
    }

    /// <summary>A user and a password.</summary>
    /// <param name="Username">The user.</param>
    /// <param name="Secret">The password.</param>
    public sealed record Password(string Username, string Secret) : RegistryLogin
    {
        /// <summary>Never the secret.</summary>
        public override string ToString() => $"password of {Username}";
    }

    /// <summary>An OAuth2 refresh token to be exchanged at the registry's token service.</summary>
    /// <param name="Secret">The token.</param>
    public sealed record IdentityToken(string Secret) : RegistryLogin
    {
        /// <summary>Never the secret.</summary>
        public override string ToString() => "identity token";
    }

    /// <summary>None.</summary>
    /// <param name="Why">Why.</param>
    public sealed record None(CloudProblem Why) : RegistryLogin;
}
