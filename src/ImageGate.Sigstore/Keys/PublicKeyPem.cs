using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

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
        error = pem.Length > Limits.MaxPemCharacters ? $"the PEM text is over {Limits.MaxPemCharacters} characters" : ReadBlocks(pem, hash, found);
        keys = error is null ? found : null;
        return error is null;
    }

    private static string? ReadBlocks(ReadOnlySpan<char> rest, KeyHash hash, List<PublicKey> found)
    {
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (!IsFiller(rest[..fields.Location.Start]))
            {
                return "there is text outside of the PEM blocks: a block may be broken";
            }

            if (ReadBlock(rest, fields, hash, found) is { } error)
            {
                return error;
            }

            rest = rest[fields.Location.End..];
        }

        return !IsFiller(rest) ? "there is text that is no PEM block: a block may be broken"
            : found.Count == 0 ? "there is no PEM block (-----BEGIN PUBLIC KEY-----)"
            : null;
    }

    private static string? ReadBlock(ReadOnlySpan<char> text, PemFields fields, KeyHash hash, List<PublicKey> found)
    {
        ReadOnlySpan<char> label = text[fields.Label];
        if (!label.SequenceEqual(Label))
        {
            return label.EndsWith("PRIVATE KEY") ? "this is a private key: remove it from here, and use its public key (-----BEGIN PUBLIC KEY-----)"
                : $"a PEM block `{label[..Math.Min(label.Length, 40)]}` is not supported here: use `PUBLIC KEY`";
        }

        byte[] der = new byte[fields.DecodedDataLength];               // bounded by MaxPemCharacters
        if (!Convert.TryFromBase64Chars(text[fields.Base64Data], der, out _))
        {
            return "the PEM block is not base64";
        }

        if (!PublicKey.TryImport(der, hash, out PublicKey? key, out string? error))
        {
            return error;
        }

        if (found.Exists(other => other.Fingerprint == key.Fingerprint))
        {
            return $"the key {key.Fingerprint[..16]}… is there twice";
        }

        found.Add(key);
        return found.Count > Limits.MaxKeysPerSigner ? $"there are more than {Limits.MaxKeysPerSigner} keys" : null;
    }

    private static bool IsFiller(ReadOnlySpan<char> text)
    {
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            ReadOnlySpan<char> trimmed = line.Trim();
            if (trimmed.Length > 0 && trimmed[0] != '#')
            {
                return false;
            }
        }

        return true;
    }
}
