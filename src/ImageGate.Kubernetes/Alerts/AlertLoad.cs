using ImageGate.Alerts;
using ImageGate.Kubernetes.Policies;

namespace ImageGate.Kubernetes.Alerts;

/// <summary>What became of loading the alerts' configuration: all of it or nothing.</summary>
/// <param name="ContentHash">The sha256 in hex of everything that was read: two loads with one hash have one result.</param>
public abstract record AlertLoad(string ContentHash)
{
    /// <summary>Everything was right.</summary>
    /// <param name="Config">The configuration.</param>
    /// <param name="ContentHash">See <see cref="AlertLoad"/>.</param>
    public sealed record Loaded(AlertConfig Config, string ContentHash) : AlertLoad(ContentHash);

    /// <summary>Something was wrong.</summary>
    /// <param name="Errors">All that was found, in the order of lines; never empty, and without secrets.</param>
    /// <param name="ContentHash">See <see cref="AlertLoad"/>.</param>
    public sealed record Rejected(IReadOnlyList<LoadError> Errors, string ContentHash) : AlertLoad(ContentHash);
}
