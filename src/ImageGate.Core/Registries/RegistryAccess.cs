namespace ImageGate.Core.Registries;

/// <summary>How one host is reached. Settings of one host touch no other host. Compared by value.</summary>
/// <param name="Host">The host, canonical: lower case, with its port unless that is 443.</param>
/// <param name="InsecureHttp">Plain HTTP: everyone on the way can read and change what is answered.</param>
/// <param name="CaBundle">PEM certificates that alone are trusted for this host, or null: the system's.</param>
/// <param name="Credentials">Who we are to this host.</param>
/// <param name="MaxConcurrency">Requests to the host at the same time, 1 to 1,000.</param>
public sealed record RegistryAccess(string Host, bool InsecureHttp, string? CaBundle, RegistryCredentials Credentials, int MaxConcurrency)
{
    /// <summary>Requests to one host at the same time when nothing else is said.</summary>
    public const int DefaultMaxConcurrency = 32;

    /// <summary>Token services that may be shown the credentials although they are not in the registry's hands by their name.</summary>
    public TokenRealmHosts TokenRealms { get; init; } = TokenRealmHosts.None;

    /// <summary>
    /// Whether somebody configured the host. If not, whoever writes an image's name chose it, and it must not lead to this
    /// machine or to a metadata service.
    /// </summary>
    public bool IsConfigured { get; private init; } = true;

    /// <summary>A host that nobody configured: HTTPS, the system's certificates, no credentials.</summary>
    public static RegistryAccess Default(string host) => new(host, false, null, RegistryCredentials.Anonymous, DefaultMaxConcurrency) { IsConfigured = false };
}
