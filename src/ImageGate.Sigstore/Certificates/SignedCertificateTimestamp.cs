using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace ImageGate.Sigstore.Certificates;

/// <summary>One timestamp of a certificate log, as it stands in a certificate.</summary>
/// <param name="LogId">32 bytes.</param>
/// <param name="Timestamp">Milliseconds since 1970.</param>
/// <param name="Extensions">Signed with the rest; a static log writes the leaf's index here.</param>
/// <param name="Hash">TLS HashAlgorithm.</param>
/// <param name="Algorithm">TLS SignatureAlgorithm.</param>
/// <param name="Signature">The signature's octets.</param>
/// <remarks>Source: RFC 6962, 3.2 and 3.3.</remarks>
internal sealed record SignedCertificateTimestamp(
    ReadOnlyMemory<byte> LogId, ulong Timestamp, ReadOnlyMemory<byte> Extensions, byte Hash, byte Algorithm, ReadOnlyMemory<byte> Signature)
{
    public const byte Sha256 = 4;
    public const byte Rsa = 1;
    public const byte Ecdsa = 3;

    private const int LogIdBytes = 32;

    // The last millisecond that DateTimeOffset can hold: 9999-12-31T23:59:59.999Z.
    private const ulong MaxTimestamp = 253_402_300_799_999;

    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds((long)Timestamp);

    /// <summary>Reads the extension's value; false when anything in it is not as it should be.</summary>
    public static bool TryReadList(ReadOnlyMemory<byte> value, [NotNullWhen(true)] out IReadOnlyList<SignedCertificateTimestamp>? timestamps)
    {
        timestamps = null;
        try
        {
            var reader = new AsnReader(value, AsnEncodingRules.DER);
            ReadOnlyMemory<byte> list = reader.ReadOctetString();
            reader.ThrowIfNotEmpty();
            timestamps = ReadList(list);
        }
        catch (AsnContentException)
        {
            // No OCTET STRING, so no list.
        }

        return timestamps is not null;
    }

    private static List<SignedCertificateTimestamp>? ReadList(ReadOnlyMemory<byte> rest)
    {
        var found = new List<SignedCertificateTimestamp>();
        if (!TryTakeVector(ref rest, out ReadOnlyMemory<byte> items) || !rest.IsEmpty)
        {
            return null;
        }

        while (!items.IsEmpty)
        {
            if (found.Count == Limits.MaxCertificateTimestamps || !TryTakeVector(ref items, out ReadOnlyMemory<byte> item) || Read(item) is not { } timestamp)
            {
                return null;
            }

            found.Add(timestamp);
        }

        return found.Count > 0 ? found : null;
    }

    private static SignedCertificateTimestamp? Read(ReadOnlyMemory<byte> rest)
    {
        if (!TryTake(ref rest, 1, out ReadOnlyMemory<byte> version) || version.Span[0] != 0
            || !TryTake(ref rest, LogIdBytes, out ReadOnlyMemory<byte> logId)
            || !TryTake(ref rest, sizeof(ulong), out ReadOnlyMemory<byte> time)
            || !TryTakeVector(ref rest, out ReadOnlyMemory<byte> extensions)
            || !TryTake(ref rest, 2, out ReadOnlyMemory<byte> algorithm)
            || !TryTakeVector(ref rest, out ReadOnlyMemory<byte> signature)
            || !rest.IsEmpty)
        {
            return null;
        }

        ulong milliseconds = BinaryPrimitives.ReadUInt64BigEndian(time.Span);
        return milliseconds <= MaxTimestamp
            ? new SignedCertificateTimestamp(logId, milliseconds, extensions, algorithm.Span[0], algorithm.Span[1], signature)
            : null;
    }

    private static bool TryTakeVector(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> taken)
    {
        taken = default;
        return TryTake(ref rest, sizeof(ushort), out ReadOnlyMemory<byte> length)
            && TryTake(ref rest, BinaryPrimitives.ReadUInt16BigEndian(length.Span), out taken);
    }

    private static bool TryTake(ref ReadOnlyMemory<byte> rest, int length, out ReadOnlyMemory<byte> taken)
    {
        taken = rest.Length >= length ? rest[..length] : default;
        rest = rest.Length >= length ? rest[length..] : rest;
        return taken.Length == length;
    }
}
