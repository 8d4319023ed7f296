using System.Collections.Immutable;
using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.Kubernetes.Api.Watching;

/// <summary>The watched objects. One writes, many read.</summary>
internal sealed class WatchStore<T>
    where T : class, IApiObject
{
    private volatile TaskCompletionSource _changed = NewSignal();
    private volatile WatchSnapshot<T> _snapshot = new(Empty, "", 0);
    private ImmutableDictionary<string, T> _objects = Empty;

    /// <summary>As it is now.</summary>
    public WatchSnapshot<T> Snapshot => _snapshot;

    private static ImmutableDictionary<string, T> Empty { get; } = ImmutableDictionary.Create<string, T>(StringComparer.Ordinal);

    /// <summary>What an object is kept under, or null: it has no name.</summary>
    public static string? KeyOf(T value) =>
        value.Metadata.Name.Length == 0 ? null
        : value.Metadata.Namespace is { Length: > 0 } home ? $"{home}/{value.Metadata.Name}"
        : value.Metadata.Name;

    /// <summary>Begins a list that will replace everything at once.</summary>
    public static ImmutableDictionary<string, T>.Builder NewList() => Empty.ToBuilder();

    /// <summary>Replaces everything by what a list holds.</summary>
    public void Replace(ImmutableDictionary<string, T> objects, string version) => Publish(objects, version);

    /// <summary>Adds or changes an object.</summary>
    /// <returns>False when there are too many: nothing was changed.</returns>
    public bool TrySet(string key, T value, string version)
    {
        if (_objects.Count >= ApiLimits.MaxWatchedObjects && !_objects.ContainsKey(key))
        {
            return false;
        }

        Publish(_objects.SetItem(key, value), version);
        return true;
    }

    /// <summary>Removes an object.</summary>
    public void Remove(string key, string version) => Publish(_objects.Remove(key), version);

    /// <summary>Waits for a snapshot that is newer than one that was seen.</summary>
    public async Task<WatchSnapshot<T>> NewerAsync(long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed = _changed.Task;
            if (_snapshot is var now && now.Revision > revision)
            {
                return now;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Publish(ImmutableDictionary<string, T> objects, string version)
    {
        _objects = objects;
        _snapshot = new WatchSnapshot<T>(objects, version, _snapshot.Revision + 1);
        TaskCompletionSource waiting = _changed;
        _changed = NewSignal();
        waiting.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
