namespace ImageGate.Cloud.Registries;

/// <summary>What asking for a login came to.</summary>
internal abstract record FreshLogin
{
    private FreshLogin()
    {
    }

    /// <summary>One.</summary>
    /// <param name="Login">The login.</param>
    /// <param name="Until">When it ends.</param>
    public sealed record Given(RegistryLogin Login, DateTimeOffset Until) : FreshLogin;

    /// <summary>None.</summary>
    /// <param name="Why">Why.</param>
    public sealed record None(CloudProblem Why) : FreshLogin;

    /// <summary>Whether a secret can stand in a header or a form, as those of all clouds can.</summary>
    public static bool IsSecret(string? text) =>
        text is { Length: > 0 and <= Limits.MaxSecretCharacters } && text.All(one => one is > ' ' and < '\x7f');
}
