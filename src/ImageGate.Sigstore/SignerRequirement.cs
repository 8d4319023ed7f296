using System.Collections.Frozen;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore;

/// <summary>What one signature must satisfy, all of it at once, to count for a signer.</summary>
public abstract record SignerRequirement
{
    private SignerRequirement(TransparencyLog transparencyLog, IReadOnlyDictionary<string, string> annotations)
    {
        TransparencyLog = transparencyLog;
        Annotations = annotations.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether an entry in a transparency log is demanded.</summary>
    public TransparencyLog TransparencyLog { get; }

    /// <summary>Annotations that the signed payload must carry with exactly these values; empty demands none.</summary>
    public FrozenDictionary<string, string> Annotations { get; }

    /// <summary>Signed by any of these public keys.</summary>
    public sealed record AnyKey : SignerRequirement
    {
        /// <summary>Makes the requirement.</summary>
        /// <exception cref="ArgumentException">No key was given: a signer that nobody can be, or that anybody could be.</exception>
        public AnyKey(IReadOnlyList<PublicKey> keys, TransparencyLog transparencyLog, IReadOnlyDictionary<string, string> annotations)
            : base(transparencyLog, annotations)
        {
            ArgumentNullException.ThrowIfNull(keys);
            Keys = keys.Count > 0 ? [.. keys] : throw new ArgumentException("a key signer needs a key", nameof(keys));
        }

        /// <summary>The keys; never empty.</summary>
        public IReadOnlyList<PublicKey> Keys { get; }
    }
}
