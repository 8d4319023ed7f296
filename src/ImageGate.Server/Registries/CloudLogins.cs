using System.Diagnostics;
using ImageGate.Cloud;
using ImageGate.Cloud.Registries;
using ImageGate.Core.Registries;

namespace ImageGate.Server.Registries;

/// <summary>Logins of the keychain as the registry client wants them.</summary>
internal static class CloudLogins
{
    /// <summary>Signs in at a registry.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> gave up.</exception>
    public static async Task<RegistryResult<RegistryCredential>> SignInAsync(this RegistryKeychain keychain, CloudRegistry registry, CancellationToken cancellationToken)
    {
        RegistryLogin login = await (registry switch
        {
            CloudRegistry.Google => keychain.GoogleAsync(cancellationToken),
            CloudRegistry.Amazon amazon => keychain.AmazonAsync(amazon.Region, amazon.IsFips, amazon.Domain, cancellationToken),
            CloudRegistry.AmazonPublic => keychain.AmazonPublicAsync(cancellationToken),
            CloudRegistry.Azure azure => keychain.AzureAsync(azure.Host, cancellationToken),
            _ => throw new UnreachableException(),
        });
        return login switch
        {
            RegistryLogin.Password password => Found(password.Username, password.Secret, null),
            RegistryLogin.IdentityToken token => Found("the pod's identity", "", token.Secret),
            RegistryLogin.None none => new RegistryResult<RegistryCredential>.Failed(
                new RegistryFailure.Unavailable(CauseOf(none.Why.Fault), $"no login for {registry}: {none.Why.Detail}", null)),
            _ => throw new UnreachableException(),
        };
    }

    private static RegistryResult<RegistryCredential>.Found Found(string username, string password, string? identityToken) =>
        new(new RegistryCredential("", username, password, identityToken));

    private static UnavailableCause CauseOf(CloudFault fault) => fault switch
    {
        CloudFault.TimedOut => UnavailableCause.Timeout,
        CloudFault.Throttled => UnavailableCause.Throttled,
        _ => UnavailableCause.Unreachable,
    };
}
