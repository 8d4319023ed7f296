using System.Diagnostics;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Auth;

/// <summary>Asks as the pod's own identity, where the policies say so, or as one after the other.</summary>
/// <param name="cloudLogin">Signs in with the pod's own identity, or null: there is none.</param>
internal sealed class LoginAttempts(CloudLogin? cloudLogin)
{
    /// <summary>
    /// Asks until somebody is not refused. Anything but a refusal is the answer: that a repository is not there, or that the
    /// registry is down, is not better known to somebody else.
    /// </summary>
    /// <param name="repository">Names who to be.</param>
    /// <param name="ask">Asks as somebody, or as nobody.</param>
    /// <param name="cancellationToken">The deadline.</param>
    /// <returns>The answer, or the last refusal.</returns>
    public async Task<RegistryResult<T>> AskAsync<T>(
        RepositoryLocation repository, Func<RegistryCredential?, Task<RegistryResult<T>>> ask, CancellationToken cancellationToken)
    {
        if (repository.Access.Credentials.Cloud is { } cloud)
        {
            return await SignInAsync(repository, cloud, cancellationToken) switch
            {
                RegistryResult<RegistryCredential>.Found { Value: var login } => await ask(login),
                RegistryResult<RegistryCredential>.Failed { Failure: var failure } => new RegistryResult<T>.Failed(failure),
                _ => throw new UnreachableException(),
            };
        }

        IReadOnlyList<RegistryCredential?> logins = repository.Logins;
        for (int i = 0; ; i++)
        {
            RegistryResult<T> result = await ask(logins[i]);
            if (result is not RegistryResult<T>.Failed { Failure: RegistryFailure.Unauthorized } || i == logins.Count - 1)
            {
                return result;
            }
        }
    }

    // Without a login nobody is asked, not even as nobody: a registry may show strangers something else.
    private async Task<RegistryResult<RegistryCredential>> SignInAsync(RepositoryLocation repository, CloudRegistry cloud, CancellationToken cancellationToken)
    {
        if (cloudLogin is null)
        {
            return Unavailable($"{repository.Name}: its RegistryAccess wants the pod's own identity, which there is only in the server", UnavailableCause.Unreachable);
        }

        try
        {
            return await cloudLogin(cloud, cancellationToken) switch
            {
                RegistryResult<RegistryCredential>.Failed { Failure: var failure } =>
                    new RegistryResult<RegistryCredential>.Failed(failure with { Detail = $"{repository.Name}: {failure.Detail}" }),
                var found => found,
            };
        }
        catch (OperationCanceledException)
        {
            return Unavailable($"{repository.Name}: no login for {cloud} in time", UnavailableCause.Timeout);
        }
    }

    private static RegistryResult<RegistryCredential>.Failed Unavailable(string detail, UnavailableCause cause) =>
        new(new RegistryFailure.Unavailable(cause, detail, null));
}
