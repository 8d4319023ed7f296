using ImageGate.Core.Registries;
using ImageGate.Oci.Http;

namespace ImageGate.Oci.Auth;

/// <summary>A token service that a registry named, and that may be told who asks.</summary>
/// <remarks>Source: Docker registry token authentication specification.</remarks>
internal sealed record TokenRealm
{
    private TokenRealm(Uri uri, string? service)
    {
        Uri = uri;
        Service = service;
    }

    public Uri Uri { get; }

    /// <summary>What the token service calls the registry, or null: some do not say.</summary>
    public string? Service { get; }

    /// <summary>
    /// Judges the realm of a challenge. Plain HTTP only when it was chosen for this registry, and then only at the registry's
    /// own host. A credential only to a host in the same hands as the registry (<see cref="RegistryEndpoint.IsKin"/>).
    /// Anywhere else a token can be asked for as nobody, but when we are somebody we do not: what comes back would be a
    /// puzzle, and the true reason is that the realm is not trusted.
    /// </summary>
    public static RegistryResult<TokenRealm> Of(Challenge bearer, RegistryEndpoint registry, RegistryCredential? credential, string subject)
    {
        string text = bearer.Parameters.GetValueOrDefault("realm", "");
        if (!StrangersUrl.TryParse(text, out Uri? realm) || realm.Scheme is not ("https" or "http") || realm.UserInfo.Length > 0 || realm.Fragment.Length > 0)
        {
            return Refused(new RegistryFailure.Invalid($"{subject}: the registry names a token service that is no URL: {Printable.Excerpt(text)}"));
        }

        if (realm.Scheme == Uri.UriSchemeHttp && !(registry.IsInsecure && registry.IsHost(realm.IdnHost)))
        {
            return Refused(new RegistryFailure.Invalid($"{subject}: the registry's token service {Printable.Excerpt(realm.Authority)} is not https"));
        }

        if (realm.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 && !registry.IsHost(realm.IdnHost))
        {
            return Refused(new RegistryFailure.Invalid($"{subject}: the registry's token service is at an address without a name, {Printable.Excerpt(realm.Authority)}"));
        }

        return credential is null || registry.IsKin(realm)
            ? new RegistryResult<TokenRealm>.Found(new TokenRealm(realm, bearer.Parameters.GetValueOrDefault("service")))
            : Refused(new RegistryFailure.Unauthorized(
                $"{subject}: the registry's token service {Printable.Excerpt(realm.Authority)} is not at {registry.Root.Authority}, its parent domain or below it, and not in `tokenRealms` of its RegistryAccess; the {credential} was not sent there"));
    }

    private static RegistryResult<TokenRealm>.Failed Refused(RegistryFailure failure) => new(failure);
}
