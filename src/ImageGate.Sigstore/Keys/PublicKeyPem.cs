using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Sigstore.Keys;

/// <summary>Reads the PEM text of a key signer: one or more <c>PUBLIC KEY</c> blocks.</summary>
/// <remarks>Source: RFC 7468, 13.</remarks>
public static class PublicKeyPem
{
    private const string Label = "PUBLIC KEY";

    /// <summary>Reads all blocks.</summary>
    /// <param name="pem">Blocks with blank lines and lines that start with <c>#</c> between them, nothing else.</param>
    /// <param name="hash">What the signatures hash with.</param>
    /// <param name="keys">The keys in the order of the text, at least one; null when there is an error.</param>
    /// <param name="error">
    /// Why there are none, for people: no block, a block of another kind, text between blocks (a block that is broken would
    /// else be left out unseen), a key that <see cref="PublicKey.TryImport(ReadOnlySpan{byte}, KeyHash, out PublicKey?, out string?)"/> refuses, one key twice, too many or too much.
    /// </param>
    public static bool TryParse(
        string pem,
        KeyHash hash,
        [NotNullWhen(true)] out IReadOnlyList<PublicKey>? keys,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(pem);
        var found = new List<PublicKey>();
        error = PemBlocks.Read(pem, Label, Limits.MaxKeysPerSigner, out IReadOnlyList<byte[]> blocks);
        foreach (byte[] der in blocks)
        {
            error ??= Add(der, hash, found);
        }

        keys = error is null ? found : null;
        return error is null;
    }

    private static string? Add(byte[] der, KeyHash hash, List<PublicKey> found)
    {
        if (!PublicKey.TryImport(der, hash, out PublicKey? key, out string? error))
        {
            return error;
        }

        if (found.Exists(other => other.Fingerprint == key.Fingerprint))
        {
            return $"the key {key.Fingerprint[..16]}… is there twice";
        }

        found.Add(key);
        return null;
    }
}
