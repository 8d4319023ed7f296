using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ImageGate.Sigstore.Signatures;

/// <summary>The thing that must have been signed: its bytes, or, when nobody has them, its sha256 alone.</summary>
public sealed class Artifact
{
    private Artifact(Digest digest, ReadOnlyMemory<byte>? bytes)
    {
        Digest = digest;
        Bytes = bytes;
    }

    /// <summary>The sha256.</summary>
    public Digest Digest { get; }

    /// <summary>The bytes, or null.</summary>
    internal ReadOnlyMemory<byte>? Bytes { get; }

    /// <summary>An artifact whose bytes are at hand.</summary>
    public static Artifact Of(ReadOnlyMemory<byte> bytes) => new(Digest.Of(bytes.Span), bytes);

    /// <summary>
    /// An artifact that is known by its digest: an image, most of all. A signature that goes over another hash than sha256
    /// cannot be verified then.
    /// </summary>
    public static Artifact Of(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return new Artifact(digest, null);
    }

    /// <summary>False when the hash would need the bytes and they are not at hand.</summary>
    internal bool TryHash(HashAlgorithmName hash, [NotNullWhen(true)] out byte[]? value)
    {
        value = hash == HashAlgorithmName.SHA256 ? Convert.FromHexString(Digest.Hex)
            : Bytes is { } bytes ? HashNames.Hash(hash, bytes.Span)
            : null;
        return value is not null;
    }
}
