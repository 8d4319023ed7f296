using System.Collections.Immutable;

namespace ImageGate.Sigstore.Tuf;

/// <summary>
/// What a client of a TUF repository has verified so far, as the bytes it received: the host keeps it from one refresh to
/// the next, because the protection against old metadata is only as good as this memory.
/// </summary>
/// <remarks>
/// The root is believed; all other metadata is verified again whenever it is used, and metadata that does not verify is as
/// good as none. Source: TUF specification 1.0.34, 5.2, 5.3.8, 5.4.5, 5.5.7, 5.6.6.
/// </remarks>
public sealed record TufState
{
    /// <summary>Starts from nothing but a root.</summary>
    /// <param name="root">A <c>root.json</c> that came over a safe channel.</param>
    public TufState(ReadOnlyMemory<byte> root) => Root = root;

    /// <summary>The newest root.</summary>
    public ReadOnlyMemory<byte> Root { get; init; }

    /// <summary>The newest timestamp, or null.</summary>
    public ReadOnlyMemory<byte>? Timestamp { get; init; }

    /// <summary>The newest snapshot, or null.</summary>
    public ReadOnlyMemory<byte>? Snapshot { get; init; }

    /// <summary>The newest top-level targets metadata, or null.</summary>
    public ReadOnlyMemory<byte>? Targets { get; init; }

    /// <summary>The last good target files by their names, such as <c>trusted_root.json</c>.</summary>
    public ImmutableDictionary<string, ReadOnlyMemory<byte>> TargetFiles { get; init; } =
        ImmutableDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
}
