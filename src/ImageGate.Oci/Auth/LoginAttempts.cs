using ImageGate.Core.Registries;

namespace ImageGate.Oci.Auth;

/// <summary>Asks as one after the other.</summary>
internal static class LoginAttempts
{
    /// <summary>
    /// Asks until somebody is not refused. Anything but a refusal is the answer: that a repository is not there, or that the
    /// registry is down, is not better known to somebody else.
    /// </summary>
    /// <param name="repository">Names who to be.</param>
    /// <param name="ask">Asks as somebody, or as nobody.</param>
    /// <returns>The answer, or the last refusal.</returns>
    public static async Task<RegistryResult<T>> AskAsync<T>(RepositoryLocation repository, Func<RegistryCredential?, Task<RegistryResult<T>>> ask)
    {
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
}
