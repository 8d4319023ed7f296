using System.Security.Cryptography;

namespace ImageGate.Sigstore;

/// <summary>Reads PEM text that a policy holds: blocks of one kind and nothing else that could be a broken block.</summary>
/// <remarks>Source: RFC 7468, 2. Explanatory text is not accepted: a block that is broken would else be left out unseen.</remarks>
internal static class PemBlocks
{
    /// <summary>Reads all blocks.</summary>
    /// <param name="pem">Blocks with blank lines and lines that start with <c>#</c> between them, nothing else.</param>
    /// <param name="label">The kind, such as <c>CERTIFICATE</c>.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="blocks">The content of each; empty when there is an error.</param>
    /// <returns>Why there are none, for people, or null.</returns>
    public static string? Read(string pem, string label, int most, out IReadOnlyList<byte[]> blocks)
    {
        var found = new List<byte[]>();
        string? error = pem.Length > Limits.MaxPemCharacters ? $"the PEM text is over {Limits.MaxPemCharacters} characters" : Read(pem, label, most, found);
        blocks = error is null ? found : [];
        return error;
    }

    private static string? Read(ReadOnlySpan<char> rest, string label, int most, List<byte[]> found)
    {
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (!IsFiller(rest[..fields.Location.Start]))
            {
                return "there is text outside of the PEM blocks: a block may be broken";
            }

            if (RefuseLabel(rest[fields.Label], label) is { } refused)
            {
                return refused;
            }

            byte[] der = new byte[fields.DecodedDataLength];           // bounded by MaxPemCharacters
            if (!Convert.TryFromBase64Chars(rest[fields.Base64Data], der, out _))
            {
                return "the PEM block is not base64";
            }

            found.Add(der);
            if (found.Count > most)
            {
                return $"there are more than {most} PEM blocks";
            }

            rest = rest[fields.Location.End..];
        }

        return !IsFiller(rest) ? "there is text that is no PEM block: a block may be broken"
            : found.Count == 0 ? $"there is no PEM block (-----BEGIN {label}-----)"
            : null;
    }

    private static string? RefuseLabel(ReadOnlySpan<char> found, string wanted) =>
        found.SequenceEqual(wanted) ? null
        : found.EndsWith("PRIVATE KEY") ? $"this is a private key: remove it from here, and use the public part (-----BEGIN {wanted}-----)"
        : $"a PEM block `{found[..Math.Min(found.Length, 40)]}` is not supported here: use `{wanted}`";

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
