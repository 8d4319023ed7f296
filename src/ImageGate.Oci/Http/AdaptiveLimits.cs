namespace ImageGate.Oci.Http;

/// <summary>
/// The limits of one registry, and of the hosts that it sends us to: each has its own, so that a slow storage or token service
/// takes no turn from the registry.
/// </summary>
/// <param name="most">The most requests at once for each.</param>
internal sealed class AdaptiveLimits(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AdaptiveLimit> _byHost = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many hosts have one.</summary>
    public int Count => _byHost.Count;

    /// <summary>The limit of a host, or null: too many hosts have requests under way.</summary>
    public AdaptiveLimit? Of(string host)
    {
        lock (_lock)
        {
            if (_byHost.TryGetValue(host, out AdaptiveLimit? limit))
            {
                return limit;
            }

            if (_byHost.Count >= Limits.MaxTargets)
            {
                if (_byHost.FirstOrDefault(one => one.Value.IsIdle).Key is not { } idle)
                {
                    return null;
                }

                _byHost.Remove(idle);
            }

            limit = new AdaptiveLimit(most);
            _byHost.Add(host, limit);
            return limit;
        }
    }
}
