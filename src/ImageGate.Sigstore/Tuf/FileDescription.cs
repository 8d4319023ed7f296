using System.Buffers;
using System.Security.Cryptography;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tuf;

/// <summary>What signed metadata says about the bytes of another file.</summary>
/// <remarks>Source: TUF specification 1.0.34, 4.4 (METAFILES) and 4.5 (TARGETS).</remarks>
internal sealed record FileDescription
{
    private readonly Dictionary<HashAlgorithmName, byte[]>? _hashes;

    private FileDescription(long? length, Dictionary<HashAlgorithmName, byte[]>? hashes)
    {
        Length = length;
        _hashes = hashes;
    }

    /// <summary>Bytes, or null when it is not said.</summary>
    public long? Length { get; }

    /// <summary>The hash that a consistent snapshot puts before the file's name.</summary>
    public string NamePrefix => _hashes switch
    {
        null => throw new InvalidOperationException("only a target's name has a hash"),
        _ when _hashes.TryGetValue(HashAlgorithmName.SHA256, out byte[]? sha256) => Convert.ToHexStringLower(sha256),
        _ => Convert.ToHexStringLower(_hashes[HashAlgorithmName.SHA512]),
    };

    /// <summary>Of a file of metadata: both length and hashes may be left out.</summary>
    public static FileDescription ReadMetadataFile(JsonPart part) => new(
        part.Has("length") ? part.Number("length", 1, int.MaxValue) : null,
        part.OptionalObject("hashes") is { } hashes ? ReadHashes(part, hashes) : null);

    /// <summary>Of a target: both must be there.</summary>
    public static FileDescription ReadTarget(JsonPart part) => new(part.Number("length", 0, int.MaxValue), ReadHashes(part, part.Object("hashes")));

    /// <summary>How many bytes to read at most, when there may be <paramref name="bound"/>.</summary>
    public int MaxBytes(int bound) => (int)Math.Min(Length ?? bound, bound);

    public bool HasLength(ReadOnlyMemory<byte> bytes) => Length is null || Length == bytes.Length;

    public bool HasHashes(ReadOnlyMemory<byte> bytes) =>
        _hashes is null || _hashes.All(hash => CryptographicOperations.HashData(hash.Key, bytes.Span).AsSpan().SequenceEqual(hash.Value));

    private static Dictionary<HashAlgorithmName, byte[]> ReadHashes(JsonPart owner, JsonPart hashes)
    {
        // An algorithm that is not known is left out, as long as there is one that is.
        var found = new Dictionary<HashAlgorithmName, byte[]>();
        Add(found, hashes, "sha256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        Add(found, hashes, "sha512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes);
        return found.Count > 0 ? found : throw owner.Malformed("has `hashes` without sha256 and sha512");
    }

    private static void Add(Dictionary<HashAlgorithmName, byte[]> found, JsonPart hashes, string name, HashAlgorithmName algorithm, int length)
    {
        if (hashes.OptionalText(name) is not { } hex)
        {
            return;
        }

        byte[] hash = new byte[length];
        if (hex.Length != 2 * length || Convert.FromHexString(hex, hash, out _, out _) != OperationStatus.Done)
        {
            throw hashes.Malformed($"has a `{name}` that is not {2 * length} hex digits");
        }

        found.Add(algorithm, hash);
    }
}
