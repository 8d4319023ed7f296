using ImageGate.Core.Caching;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.Kubernetes.PullSecrets;

/// <summary>
/// Reads objects of one kind by name, and keeps what was read for a moment: a Deployment's thousand Pods ask once. Each
/// namespace's objects are its own, whatever their names.
/// </summary>
/// <param name="client">Asks.</param>
/// <param name="resource">The kind.</param>
/// <param name="read">What is wanted of an object.</param>
/// <param name="time">What is now.</param>
internal sealed class RecentObjects<T, TValue>(ApiClient client, ApiResource<T> resource, Func<T, ObjectReading<TValue>> read, TimeProvider time)
    where T : class, IApiObject
{
    private const int BytesOfEntry = 512;

    private readonly BoundedCache<(string Namespace, string Name), (ObjectReading<TValue> Reading, DateTimeOffset Since)> _kept =
        new(Limits.MaxPullSecretsKept, Limits.MaxPullSecretBytesKept);

    private readonly Flights<(string Namespace, string Name), ObjectReading<TValue>> _flights = new(Limits.PullSecretCallTime, Limits.MaxPullSecretOrphans, time);

    /// <summary>What the object holds now, or a moment ago.</summary>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="name">Its name: a stranger's text.</param>
    /// <param name="cancellationToken">How long the caller waits; what is not read by then is <see cref="PullSecretFault.Unavailable"/>. The reading goes on for the next.</param>
    public async Task<ObjectReading<TValue>> ReadAsync(string namespaceName, string name, CancellationToken cancellationToken)
    {
        (string, string) key = (namespaceName, name);
        if (_kept.TryGet(key, out (ObjectReading<TValue> Reading, DateTimeOffset Since) kept) && IsRecent(kept.Reading, kept.Since))
        {
            return kept.Reading;
        }

        try
        {
            return await _flights.JoinAsync(key, bound => AskAsync(namespaceName, name, bound), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Failed(PullSecretFault.Unavailable, namespaceName, name, "was not read in time");
        }
    }

    private async Task<ObjectReading<TValue>> AskAsync(string namespaceName, string name, CancellationToken bound)
    {
        ObjectReading<TValue> reading = await client.GetAsync(resource, namespaceName, name, bound).ConfigureAwait(false) switch
        {
            ApiResult<T>.Found found => read(found.Value),
            ApiResult<T>.Failed { Failure: var failure } => Failed(FaultOf(failure), namespaceName, name, Because(failure)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        long bytes = BytesOfEntry + (sizeof(char) * (namespaceName.Length + name.Length)) + (reading is ObjectReading<TValue>.Found { Bytes: var size } ? size : 0);
        _kept.Set((namespaceName, name), (reading, time.GetUtcNow()), bytes);
        return reading;
    }

    // A clock that was set back must not make a reading count longer.
    private bool IsRecent(ObjectReading<TValue> reading, DateTimeOffset since) =>
        time.GetUtcNow() is var now && now >= since && now - since < (reading is ObjectReading<TValue>.Found ? Limits.PullSecretAge : Limits.PullSecretFaultAge);

    private ObjectReading<TValue>.Failed Failed(PullSecretFault fault, string namespaceName, string name, string why) =>
        new(new PullSecretProblem(fault, $"the {resource.Kind} {namespaceName}/{name} {why}"));

    private static PullSecretFault FaultOf(ApiFailure failure) => failure switch
    {
        ApiFailure.NotFound => PullSecretFault.Missing,
        ApiFailure.Forbidden => PullSecretFault.Forbidden,
        ApiFailure.Rejected => PullSecretFault.Malformed,
        _ => PullSecretFault.Unavailable,
    };

    private static string Because(ApiFailure failure) => failure switch
    {
        ApiFailure.NotFound => "does not exist",
        ApiFailure.Forbidden => "may not be read by ImageGate",
        _ => $"was not read: {failure.Detail}",
    };
}
