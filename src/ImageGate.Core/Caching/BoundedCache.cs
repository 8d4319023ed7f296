using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Core.Caching;

/// <summary>Values by key, at most so many and so large together: the one that was not used for the longest time goes first. For many threads.</summary>
/// <param name="maxEntries">Most values.</param>
/// <param name="maxBytes">Most bytes of all together, as their owner estimates them; a value that alone is larger is not kept.</param>
public sealed class BoundedCache<TKey, TValue>(int maxEntries, long maxBytes)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _lastUsedFirst = new();
    private long _bytes;
    private long _evictions;

    /// <summary>How full it is.</summary>
    public (int Entries, long Bytes, long Evictions) Size
    {
        get
        {
            lock (_lock)
            {
                return (_byKey.Count, _bytes, _evictions);
            }
        }
    }

    /// <summary>Finds a value, which counts as a use.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                value = default;
                return false;
            }

            _lastUsedFirst.Remove(node);
            _lastUsedFirst.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    /// <summary>Keeps a value in place of the one that the key had.</summary>
    public void Set(TKey key, TValue value, long bytes)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out LinkedListNode<Entry>? old))
            {
                Drop(old);
            }

            if (bytes > maxBytes)
            {
                return;
            }

            _byKey.Add(key, _lastUsedFirst.AddFirst(new Entry(key, value, bytes)));
            _bytes += bytes;
            while (_byKey.Count > maxEntries || _bytes > maxBytes)
            {
                Drop(_lastUsedFirst.Last!);
                _evictions++;
            }
        }
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _lastUsedFirst.Remove(node);
        _byKey.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Entry(TKey Key, TValue Value, long Bytes);
}
