using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;

namespace ImageGate.Oci.Auth;

/// <summary>Sends requests with what is known to be needed, and answers one challenge when that was not enough.</summary>
internal sealed class AuthorizedSender(RedirectFollower follower, TokenSource tokens, RegistryEndpoint registry)
{
    private volatile bool _wantsBasic;

    public async Task<RegistryResult<Reply>> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        // A list that began behind a redirect goes on there: such a request is not for the registry's ears only.
        AuthenticationHeaderValue? known = registry.IsOrigin(request.Uri) ? Known(request.Asker) : null;
        RegistryResult<Reply> first = await follower.SendAsync(request with { Authorization = known }, cancellationToken);

        // Only the registry itself is answered; who it redirects to has no claim to know who we are.
        if (first is not RegistryResult<Reply>.Found { Value: { Status: HttpStatusCode.Unauthorized } reply } || !registry.IsOrigin(reply.Uri))
        {
            return first;
        }

        return await AnswerAsync(known, reply, request, cancellationToken) switch
        {
            RegistryResult<AuthenticationHeaderValue>.Found { Value: var answer } when answer.Equals(known) => first,
            RegistryResult<AuthenticationHeaderValue>.Found { Value: var answer } =>
                await follower.SendAsync(request with { Authorization = answer }, cancellationToken),
            RegistryResult<AuthenticationHeaderValue>.Failed { Failure: var failure } => new RegistryResult<Reply>.Failed(failure),
            _ => throw new UnreachableException(),
        };
    }

    private AuthenticationHeaderValue? Known(TokenKey key)
    {
        if (tokens.Find(key) is { } token)
        {
            return Bearer(token);
        }

        return _wantsBasic && key.Credential is { } credential ? BasicAuthorization.Of(credential) : null;
    }

    private async Task<RegistryResult<AuthenticationHeaderValue>> AnswerAsync(
        AuthenticationHeaderValue? known, Reply reply, RegistryRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<Challenge> challenges = ChallengeReader.Read(reply.HeaderLines("WWW-Authenticate"));
        if (challenges.FirstOrDefault(challenge => challenge.Scheme == Challenge.Bearer) is { } bearer)
        {
            if (known is { Scheme: "Bearer", Parameter: { } refused })
            {
                tokens.Forget(request.Asker, refused);
            }

            return await tokens.GetAsync(bearer, request, cancellationToken) switch
            {
                RegistryResult<Token>.Found { Value: var token } => new RegistryResult<AuthenticationHeaderValue>.Found(Bearer(token)),
                RegistryResult<Token>.Failed { Failure: var failure } => new RegistryResult<AuthenticationHeaderValue>.Failed(failure),
                _ => throw new UnreachableException(),
            };
        }

        return challenges.Any(challenge => challenge.Scheme == Challenge.Basic)
            ? AnswerBasic(request.Asker.Credential, request)
            : Unauthorized($"{request.Subject}: {request.Host} answered 401 and does not say in a known way how to sign in");
    }

    private RegistryResult<AuthenticationHeaderValue> AnswerBasic(RegistryCredential? credential, RegistryRequest request)
    {
        if (credential is null)
        {
            return Unauthorized($"{request.Subject}: {request.Host} wants a user and password, and none is configured for this repository");
        }

        if (BasicAuthorization.Of(credential) is not { } basic)
        {
            return Unauthorized($"{request.Subject}: {request.Host} wants a user and password, and the {credential} has no password");
        }

        _wantsBasic = true;
        return new RegistryResult<AuthenticationHeaderValue>.Found(basic);
    }

    private static AuthenticationHeaderValue Bearer(Token token) => new("Bearer", token.Value);

    private static RegistryResult<AuthenticationHeaderValue>.Failed Unauthorized(string detail) => new(new RegistryFailure.Unauthorized(detail));
}
