using System.Diagnostics;
using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;

namespace ImageGate.Oci.Auth;

/// <summary>Asks a token service for a token: as nobody, with user and password, or with an identity token.</summary>
/// <remarks>Source: Docker registry token authentication (GET) and OAuth2 (POST) specifications. Redirects are not followed.</remarks>
internal sealed class TokenService(RetryingTransport transport)
{
    private const string ClientId = "imagegate";

    public async Task<RegistryResult<Token>> RequestAsync(TokenRealm realm, TokenKey key, string subject, CancellationToken cancellationToken)
    {
        RegistryRequest request = key.Credential?.IdentityToken is { } identityToken
            ? Exchange(realm, key, identityToken, subject)
            : Get(realm, key, subject);
        return await transport.SendAsync(request, cancellationToken) switch
        {
            RegistryResult<Reply>.Found { Value: var reply } => Read(request, reply, key),
            RegistryResult<Reply>.Failed { Failure: var failure } => new RegistryResult<Token>.Failed(failure),
            _ => throw new UnreachableException(),
        };
    }

    private static RegistryRequest Get(TokenRealm realm, TokenKey key, string subject)
    {
        string service = realm.Service is null ? "" : $"service={Uri.EscapeDataString(realm.Service)}&";
        string own = realm.Uri.Query.TrimStart('?');
        var uri = new UriBuilder(realm.Uri) { Query = $"{own}{(own.Length > 0 ? "&" : "")}{service}scope={Uri.EscapeDataString(key.Scope)}" };
        return new RegistryRequest(HttpMethod.Get, uri.Uri, subject, key, Limits.MaxTokenAnswerBytes)
        {
            Authorization = key.Credential is { } credential ? BasicAuthorization.Of(credential) : null,
        };
    }

    private static RegistryRequest Exchange(TokenRealm realm, TokenKey key, string identityToken, string subject)
    {
        string service = realm.Service is null ? "" : $"&service={Uri.EscapeDataString(realm.Service)}";
        string form = $"grant_type=refresh_token&client_id={ClientId}{service}&scope={Uri.EscapeDataString(key.Scope)}&refresh_token={Uri.EscapeDataString(identityToken)}";
        return new RegistryRequest(HttpMethod.Post, realm.Uri, subject, key, Limits.MaxTokenAnswerBytes) { Form = form };
    }

    private static RegistryResult<Token> Read(RegistryRequest request, Reply reply, TokenKey key)
    {
        string who = key.Credential?.ToString() ?? "anonymous request";
        string about = $"{request.Subject}: the token service {request.Host}";
        return reply switch
        {
            { Status: HttpStatusCode.OK } when TokenAnswer.Read(reply.Body) is { } token => new RegistryResult<Token>.Found(token),
            { Status: HttpStatusCode.OK } => Failed(new RegistryFailure.Invalid($"{about} answered without a token")),
            { Status: HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => Failed(
                new RegistryFailure.Unauthorized($"{about} refused the {who} ({(int)reply.Status})")),
            { Status: >= HttpStatusCode.InternalServerError } => Failed(
                new RegistryFailure.Unavailable(UnavailableCause.Unreachable, $"{about} answered {(int)reply.Status}", null)),
            _ => Failed(new RegistryFailure.Invalid($"{about} answered {(int)reply.Status}")),
        };
    }

    private static RegistryResult<Token>.Failed Failed(RegistryFailure failure) => new(failure);
}
