using ImageGate.Sigstore.Tuf;

namespace ImageGate.Tuf;

/// <summary>Files of metadata; null: there is none.</summary>
internal sealed record StoredMetadata(byte[]? Timestamp, byte[]? Snapshot, byte[]? Targets)
{
    public static StoredMetadata Of(TufState state) => new(state.Timestamp?.ToArray(), state.Snapshot?.ToArray(), state.Targets?.ToArray());
}
