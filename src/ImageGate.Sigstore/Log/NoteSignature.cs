using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Sigstore.Log;

/// <summary>One signature line of a signed note.</summary>
/// <remarks>Source: C2SP, signed-note.md: an em dash (U+2014), a space, the key name, a space, base64 of key id and signature.</remarks>
internal sealed record NoteSignature(string Name, ReadOnlyMemory<byte> KeyId, ReadOnlyMemory<byte> Signature)
{
    private const string Start = "\u2014 ";

    public static bool TryParse(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        string[] parts = line.StartsWith(Start, StringComparison.Ordinal) ? line[Start.Length..].Split(' ') : [];
        if (parts.Length != 2 || !IsName(parts[0]) || !StrictBase64.TryDecode(parts[1], out byte[]? bytes) || bytes.Length <= NoteKey.IdBytes)
        {
            return false;
        }

        signature = new NoteSignature(parts[0], bytes.AsMemory(0, NoteKey.IdBytes), bytes.AsMemory(NoteKey.IdBytes));
        return true;
    }

    // "The key name MUST be non-empty, and not contain any Unicode spaces or plus (U+002B) characters."
    private static bool IsName(string name) => name.Length > 0 && !name.Any(character => char.IsWhiteSpace(character) || character == '+');
}
