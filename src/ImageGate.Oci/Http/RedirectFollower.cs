using System.Net;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>
/// Follows redirects of GET and HEAD: registries keep blobs elsewhere, and registry.k8s.io keeps manifests elsewhere as
/// well. At most three, to https only, and who asks is told to the registry alone.
/// </summary>
/// <remarks>Source: OCI distribution-spec, "API" (redirects to any request); RFC 9110, 15.4.</remarks>
internal sealed class RedirectFollower(RetryingTransport transport, RegistryEndpoint registry, AddressGuard guard)
{
    public async Task<RegistryResult<Reply>> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            RegistryResult<Reply> result = await transport.SendAsync(request, cancellationToken);
            if (result is not RegistryResult<Reply>.Found { Value: var reply } || !IsRedirect(reply.Status))
            {
                return result;
            }

            if (redirects == Limits.MaxRedirects)
            {
                return Refused(request, $"redirects more than {Limits.MaxRedirects} times");
            }

            (Uri? target, string wrong) = TargetOf(reply, registry, guard);
            if (target is null)
            {
                return Refused(request, wrong);
            }

            // Dropped once, it does not come back: not even when the way leads back to the registry.
            request = request with { Uri = target, Authorization = RegistryEndpoint.IsSameOrigin(reply.Uri, target) ? request.Authorization : null };
        }
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>Where an answer redirects to, or what is wrong with that.</summary>
    internal static (Uri? Target, string Wrong) TargetOf(Reply reply, RegistryEndpoint registry, AddressGuard guard)
    {
        if (reply.Header("Location") is not { } location || !StrangersUrl.TryParse(reply.Uri, location, out Uri? target))
        {
            return (null, "redirects to nowhere");
        }

        string? wrong = target switch
        {
            _ when !IsAllowedScheme(target, registry) => "which is not https",
            _ when target.UserInfo.Length > 0 => "with a user in the URL",
            _ when !guard.Allows(target) => "an address that no registry may send us to (this machine, link-local or metadata)",
            _ => null,
        };
        return wrong is null ? (target, "") : (null, $"redirects to {Printable.Excerpt(target.Scheme + "://" + target.Authority)}, {wrong}");
    }

    private static bool IsAllowedScheme(Uri target, RegistryEndpoint registry) =>
        target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && registry.IsInsecure && registry.IsHost(target.IdnHost));

    private static RegistryResult<Reply>.Failed Refused(RegistryRequest request, string why) =>
        new(new RegistryFailure.Invalid($"{request.Subject}: {request.Host} {why}"));
}
