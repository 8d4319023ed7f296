using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Trust;

/// <summary>The key of a log, or why this verifier cannot use it. One key that we do not know must not cost the whole trusted root.</summary>
public abstract record LogKey
{
    private LogKey()
    {
    }

    /// <summary>A key that verifies.</summary>
    /// <param name="Key">The key, imported, with the one scheme that <c>keyDetails</c> names.</param>
    /// <param name="SubjectPublicKeyInfo">Its DER as in the trusted root (re-encoded for a bare RSAPublicKey): what log ids and key ids are hashes of.</param>
    public sealed record Usable(PublicKey Key, ReadOnlyMemory<byte> SubjectPublicKeyInfo) : LogKey;

    /// <summary>A key of an algorithm or size that is not supported. Whatever only it could prove is not proven.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Unusable(string Reason) : LogKey;
}
