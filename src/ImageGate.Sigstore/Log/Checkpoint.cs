using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageGate.Sigstore.Log;

/// <summary>What a log signed about its whole tree at one moment.</summary>
/// <remarks>Source: C2SP, signed-note.md and tlog-checkpoint.md.</remarks>
internal sealed class Checkpoint
{
    private const string Separator = "\n\n";
    private const int LeastLines = 3;

    private readonly byte[] _signedText;
    private readonly IReadOnlyList<NoteSignature> _signatures;

    private Checkpoint(string text, string origin, long treeSize, byte[] rootHash, IReadOnlyList<NoteSignature> signatures)
    {
        _signedText = Encoding.UTF8.GetBytes(text);
        _signatures = signatures;
        Origin = origin;
        TreeSize = treeSize;
        RootHash = rootHash;
    }

    /// <summary>The first line: which log.</summary>
    public string Origin { get; }

    public long TreeSize { get; }

    public byte[] RootHash { get; }

    /// <summary>Reads a note; nothing of it is verified yet.</summary>
    public static bool TryParse(string note, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (note.Length > Limits.MaxCheckpointCharacters || note.Any(character => character < ' ' && character != '\n'))
        {
            return false;
        }

        // "The signed message is the text up to and including the newline before the last blank line."
        int blank = note.LastIndexOf(Separator, StringComparison.Ordinal);
        if (blank < 0 || !TryReadSignatures(note[(blank + Separator.Length)..], out List<NoteSignature>? signatures))
        {
            return false;
        }

        string text = note[..(blank + 1)];
        string[] lines = text[..^1].Split('\n');
        if (lines.Length < LeastLines
            || lines[0].Length == 0
            || !TryReadSize(lines[1], out long size)
            || !StrictBase64.TryDecode(lines[2], out byte[]? root) || root.Length != SHA256.HashSizeInBytes)
        {
            return false;
        }

        checkpoint = new Checkpoint(text, lines[0], size, root, signatures);
        return true;
    }

    /// <summary>Null when <paramref name="key"/> signed this.</summary>
    /// <remarks>
    /// "If the signature's key name and id are known and the signature does not verify, reject the note; unknown signatures
    /// are ignored": witnesses may sign beside the log, in any order.
    /// </remarks>
    public VerificationResult.Failed? Verify(NoteKey key)
    {
        int verified = 0;
        foreach (NoteSignature signature in _signatures)
        {
            if (!signature.KeyId.Span.SequenceEqual(key.Id.Span) || (key.Name is not null && signature.Name != key.Name))
            {
                continue;
            }

            if (!key.Key.Verify(_signedText, signature.Signature.Span))
            {
                return new(VerificationFailure.CheckpointSignatureInvalid, "the log's signature over its checkpoint is not right");
            }

            verified++;
        }

        return verified > 0 ? null : new(VerificationFailure.CheckpointSignatureInvalid, "the log did not sign the checkpoint");
    }

    private static bool TryReadSignatures(string text, [NotNullWhen(true)] out List<NoteSignature>? signatures)
    {
        signatures = null;
        string[] lines = text.EndsWith('\n') ? text[..^1].Split('\n') : [];
        if (lines.Length is 0 or > Limits.MaxNoteSignatures)
        {
            return false;
        }

        var read = new List<NoteSignature>(lines.Length);
        foreach (string line in lines)
        {
            if (!NoteSignature.TryParse(line, out NoteSignature? signature))
            {
                return false;
            }

            read.Add(signature);
        }

        signatures = read;
        return true;
    }

    // "The number of leaves as an ASCII decimal with no leading zeroes (unless the tree is empty)."
    private static bool TryReadSize(string text, out long size) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && (text[0] != '0' || text.Length == 1);
}
