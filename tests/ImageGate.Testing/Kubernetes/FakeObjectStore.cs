using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageGate.Testing.Kubernetes;

/// <summary>Objects by path (<c>/api/v1/namespaces/a/secrets/b</c>), one version counter for all, and every change so far.</summary>
internal sealed class FakeObjectStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<FakeChange> _changes = [];
    private TaskCompletionSource _changed = NewSignal();
    private int _version = 100;

    /// <summary>The version of the whole.</summary>
    public int Version
    {
        get
        {
            lock (_lock)
            {
                return _version;
            }
        }
    }

    public JsonObject? Find(string path)
    {
        lock (_lock)
        {
            return _objects.GetValueOrDefault(path)?.DeepClone().AsObject();
        }
    }

    /// <summary>Stores an object, whatever was there.</summary>
    public JsonObject Put(string path, JsonObject value)
    {
        lock (_lock)
        {
            JsonObject stored = value.DeepClone().AsObject();
            stored["metadata"] ??= new JsonObject();
            JsonObject metadata = stored["metadata"]!.AsObject();
            metadata["name"] = path[(path.LastIndexOf('/') + 1)..];
            if (NamespaceOf(path) is { } home)
            {
                metadata["namespace"] = home;
            }

            metadata["uid"] ??= Guid.NewGuid().ToString();
            Publish(_objects.ContainsKey(path) ? "MODIFIED" : "ADDED", path, stored);
            _objects[path] = stored;
            return stored.DeepClone().AsObject();
        }
    }

    public void Remove(string path)
    {
        lock (_lock)
        {
            if (_objects.Remove(path, out JsonObject? removed))
            {
                Publish("DELETED", path, removed);
            }
        }
    }

    /// <summary>The objects of a collection, in all namespaces when the path names none, in order.</summary>
    public IReadOnlyList<JsonObject> List(string collection)
    {
        lock (_lock)
        {
            return [.. _objects.Where(item => IsIn(item.Key, collection)).Select(item => item.Value.DeepClone().AsObject())];
        }
    }

    /// <summary>Waits for changes behind a version.</summary>
    public async Task<IReadOnlyList<FakeChange>> ChangesAsync(string collection, int after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                FakeChange[] found = [.. _changes.Where(change => change.Version > after && IsIn(change.Path, collection))];
                if (found.Length > 0)
                {
                    return found;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private static bool IsIn(string path, string collection)
    {
        int end = path.LastIndexOf('/');
        string own = path[..end];
        if (own == collection)
        {
            return true;
        }

        int begin = own.IndexOf("/namespaces/", StringComparison.Ordinal);
        int plural = own.LastIndexOf('/');
        return begin >= 0 && plural > begin + "/namespaces/".Length && own[..begin] + own[plural..] == collection;
    }

    private static string? NamespaceOf(string path)
    {
        string[] segments = path.Split('/');
        int index = Array.IndexOf(segments, "namespaces");
        return index >= 0 && segments.Length > index + 2 ? segments[index + 1] : null;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Publish(string type, string path, JsonObject value)
    {
        value["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        _changes.Add(new FakeChange(_version, type, path, value.ToJsonString()));
        _changed.TrySetResult();
        _changed = NewSignal();
    }
}
