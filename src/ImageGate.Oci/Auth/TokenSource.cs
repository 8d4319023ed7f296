using System.Diagnostics;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;

namespace ImageGate.Oci.Auth;

/// <summary>Answers bearer challenges: with a token that is kept, or a new one from a realm that was judged first.</summary>
internal sealed class TokenSource(TokenService service, TokenCache cache, RegistryEndpoint registry, Func<ConnectionLease> lease)
{
    /// <summary>A token that is kept and still holds, or null.</summary>
    public Token? Find(TokenKey key) => cache.Find(key);

    /// <summary>Drops a token that the registry refused.</summary>
    public void Forget(TokenKey key, string refused) => cache.Forget(key, refused);

    public async Task<RegistryResult<Token>> GetAsync(Challenge bearer, RegistryRequest asked, CancellationToken cancellationToken)
    {
        TokenKey key = asked.Asker;
        switch (TokenRealm.Of(bearer, registry, key.Credential, asked.Subject))
        {
            case RegistryResult<TokenRealm>.Failed { Failure: var failure }:
                return new RegistryResult<Token>.Failed(failure);
            case RegistryResult<TokenRealm>.Found { Value: var realm }:
                try
                {
                    return await cache.GetAsync(key, () => Start(realm, key, asked.Subject)).WaitAsync(cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    return new RegistryResult<Token>.Failed(new RegistryFailure.Unavailable(
                        UnavailableCause.Timeout, $"{asked.Subject}: the token service {realm.Uri.Authority} did not answer in time", null));
                }

            default:
                throw new UnreachableException();
        }
    }

    // Others may wait for this token too, so nobody's deadline ends it: its time-outs and retries bound it. The lease is
    // taken before we return, because the first caller may be gone before the work begins.
    private Task<RegistryResult<Token>> Start(TokenRealm realm, TokenKey key, string subject)
    {
        ConnectionLease held = lease();
        return Task.Run(async () =>
        {
            using (held)
            {
                return await service.RequestAsync(realm, key, subject, CancellationToken.None);
            }
        });
    }
}
