using System.Diagnostics;
using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.Kubernetes.PullSecrets;

/// <summary>
/// Reads the Secrets that images of a Pod are pulled with. Whatever goes wrong, the images are asked for without: the registry
/// decides who may read, and a Secret that cannot be read never stands in the way of a public image.
/// </summary>
/// <remarks>A changed Secret counts after <see cref="Limits.PullSecretAge"/>. Nothing is watched, so no role to list is needed.</remarks>
public sealed class PullSecretReader
{
    private readonly RecentObjects<Secret, IReadOnlyList<PullCredential>> _secrets;
    private readonly RecentObjects<ServiceAccount, IReadOnlyList<string>> _accounts;
    private readonly TimeProvider _time;

    /// <summary>A reader; nothing is asked yet. For many at the same time.</summary>
    /// <param name="client">Asks.</param>
    /// <param name="time">The clock of waits and ages.</param>
    public PullSecretReader(ApiClient client, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(time);
        _secrets = new(client, ApiResources.Secrets, PullSecretContent.Read, time);
        _accounts = new(client, ApiResources.ServiceAccounts, NamesOf, time);
        _time = time;
    }

    /// <summary>Reads what a Pod spec names, for at most <see cref="Limits.PullSecretWait"/>.</summary>
    /// <param name="namespaceName">The namespace of the request: all Secrets are read there and nowhere else.</param>
    /// <param name="names">What the Pod spec names.</param>
    /// <param name="cancellationToken">The request's deadline.</param>
    internal async Task<PullSecretReading> ReadAsync(string namespaceName, PullSecretNames names, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Limits.PullSecretWait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        IReadOnlyList<string> wanted = names.Secrets;
        if (wanted.Count == 0 && names.ServiceAccount is { } account)
        {
            switch (await _accounts.ReadAsync(namespaceName, account, either.Token).ConfigureAwait(false))
            {
                case ObjectReading<IReadOnlyList<string>>.Found found:
                    wanted = found.Value;
                    break;
                case ObjectReading<IReadOnlyList<string>>.Failed failed:
                    return new PullSecretReading(PullCredentials.None, [failed.Problem]);
                default:
                    throw new UnreachableException();
            }
        }

        return wanted.Count > Limits.MaxPullSecrets
            ? new PullSecretReading(PullCredentials.None, [TooMany(wanted.Count)])
            : await ReadAllAsync(namespaceName, wanted, either.Token).ConfigureAwait(false);
    }

    private async Task<PullSecretReading> ReadAllAsync(string namespaceName, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ObjectReading<IReadOnlyList<PullCredential>>[] read =
            await Task.WhenAll(names.Select(name => _secrets.ReadAsync(namespaceName, name, cancellationToken))).ConfigureAwait(false);
        return new PullSecretReading(
            new PullCredentials(read.OfType<ObjectReading<IReadOnlyList<PullCredential>>.Found>().SelectMany(found => found.Value)),
            [.. read.OfType<ObjectReading<IReadOnlyList<PullCredential>>.Failed>().Select(failed => failed.Problem)]);
    }

    private static ObjectReading<IReadOnlyList<string>> NamesOf(ServiceAccount account)
    {
        string[] names = [.. account.ImagePullSecrets.Select(secret => secret.Name).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
        return new ObjectReading<IReadOnlyList<string>>.Found(names, sizeof(char) * names.Sum(name => (long)name.Length));
    }

    private static PullSecretProblem TooMany(int count) =>
        new(PullSecretFault.TooMany, $"{count} pull secrets are named, at most {Limits.MaxPullSecrets} are read: none was");
}
