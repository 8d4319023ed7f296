namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>Who holds a Lease. Times are what others' clocks said: they are shown and passed on, never compared with ours.</summary>
public sealed record LeaseSpec
{
    /// <summary>The holder, or empty or null: nobody.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>Seconds that must pass without a change before another may take it, or null.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the holder took it. See <see cref="ApiTime.Micro"/>.</summary>
    public string? AcquireTime { get; init; }

    /// <summary>When the holder last said that it lives. See <see cref="ApiTime.Micro"/>.</summary>
    public string? RenewTime { get; init; }

    /// <summary>How often the holder changed, or null: never.</summary>
    public int? LeaseTransitions { get; init; }
}
