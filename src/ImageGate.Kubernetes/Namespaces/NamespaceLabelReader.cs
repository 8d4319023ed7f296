using ImageGate.Core;
using ImageGate.Core.Caching;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Api.Watching;

namespace ImageGate.Kubernetes.Namespaces;

/// <summary>
/// Knows the labels of all namespaces by a watch. Of one that it does not know, as it was made a moment ago, it asks once.
/// What it cannot tell is <see cref="NamespaceLabels.Unknown"/>, never "no labels".
/// </summary>
public sealed class NamespaceLabelReader
{
    private readonly ApiClient _client;
    private readonly Watcher<PartialObject> _watcher;
    private readonly Flights<string, NamespaceLabels> _flights;
    private readonly TimeProvider _time;

    /// <summary>A reader; nothing is watched before <see cref="RunAsync"/>. For many at the same time.</summary>
    /// <param name="client">Asks.</param>
    /// <param name="time">The clock of waits and ages.</param>
    public NamespaceLabelReader(ApiClient client, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(time);
        _client = client;
        _time = time;
        _watcher = new Watcher<PartialObject>(client, ApiResources.Namespaces, ApiSelection.All, time, Keep);
        _flights = new Flights<string, NamespaceLabels>(Limits.NamespaceCallTime, Limits.MaxNamespaceOrphans, time);
    }

    /// <summary>How many namespaces are known.</summary>
    public int Count => _watcher.Snapshot.Objects.Count;

    /// <summary>Whether what is known is as it is: there was a whole list, and the API server was heard of lately.</summary>
    public bool IsCurrent => _watcher.HasSynced && _watcher.ContactAge <= Limits.NamespaceLabelAge;

    /// <summary>Why the namespaces are not followed just now, or null.</summary>
    public ApiFailure? LastFailure => _watcher.LastFailure;

    /// <summary>Follows the namespaces until it is cancelled. To be called once.</summary>
    /// <exception cref="OperationCanceledException">The only end.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => _watcher.RunAsync(cancellationToken);

    /// <summary>What stays in memory. Annotations are as large as their writers like, and nobody asks for them.</summary>
    internal static PartialObject Keep(PartialObject space) =>
        new() { Metadata = new ObjectMetadata { Name = space.Metadata.Name, Labels = space.Metadata.Labels } };

    /// <summary>The labels of one namespace, from memory or, for at most <see cref="Limits.NamespaceWait"/>, from the API server.</summary>
    /// <param name="name">The namespace of a request; empty: the request names none.</param>
    /// <param name="cancellationToken">The request's deadline.</param>
    internal async Task<NamespaceLabels> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (IsCurrent && _watcher.Snapshot.Objects.TryGetValue(name, out PartialObject? known))
        {
            return LabelsOf(known);
        }

        if (name.Length == 0)
        {
            return new NamespaceLabels.Unknown("the request is in no namespace");
        }

        using var patience = new CancellationTokenSource(Limits.NamespaceWait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _flights.JoinAsync(name, bound => AskAsync(name, bound), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new NamespaceLabels.Unknown("the API server did not answer in time");
        }
    }

    private static NamespaceLabels.Known LabelsOf(PartialObject space) => new(space.Metadata.Labels ?? new Dictionary<string, string>());

    private async Task<NamespaceLabels> AskAsync(string name, CancellationToken bound) =>
        await _client.GetAsync(ApiResources.Namespaces, null, name, bound).ConfigureAwait(false) switch
        {
            ApiResult<PartialObject>.Found { Value: var space } when space.Metadata.Name == name => LabelsOf(space),
            ApiResult<PartialObject>.Failed { Failure: var failure } => new NamespaceLabels.Unknown(Because(failure)),
            _ => new NamespaceLabels.Unknown("the API server answered something else"),
        };

    private static string Because(ApiFailure failure) => failure switch
    {
        ApiFailure.NotFound => "there is no such namespace",
        ApiFailure.Forbidden => "ImageGate may not read namespaces: its service account needs `get`, `list` and `watch` of them",
        _ => $"they were not read: {failure.Detail}",
    };
}
