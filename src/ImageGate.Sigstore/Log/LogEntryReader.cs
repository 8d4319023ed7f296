using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ImageGate.Sigstore.Log;

/// <summary>Reads the bodies of log entries. The kinds here are all there are; <c>dsse/0.0.2</c> was dropped from the specification.</summary>
/// <remarks>Source: rekor, pkg/types/*/*_schema.json; rekor-tiles, hashedrekord.proto.</remarks>
internal static class LogEntryReader
{
    public static readonly KindVersion HashedRekord1 = new("hashedrekord", "0.0.1");
    public static readonly KindVersion HashedRekord2 = new("hashedrekord", "0.0.2");
    public static readonly KindVersion Rekord1 = new("rekord", "0.0.1");
    public static readonly KindVersion Dsse1 = new("dsse", "0.0.1");
    public static readonly KindVersion InToto1 = new("intoto", "0.0.1");
    public static readonly KindVersion InToto2 = new("intoto", "0.0.2");

    private static readonly KindVersion[] Known = [HashedRekord1, HashedRekord2, Rekord1, Dsse1, InToto1, InToto2];

    /// <summary>Reads the body of <paramref name="entry"/>, whose kind must be the one that the entry names.</summary>
    public static bool TryRead(
        LogEntry entry, [NotNullWhen(true)] out LogEntryClaim? claim, [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        claim = null;
        failed = null;
        try
        {
            using JsonDocument document = ProtoJson.Parse(entry.Body, Limits.MaxBundleDepth);
            JsonElement root = document.RootElement;
            var type = new KindVersion(ProtoJson.Text(root, "kind"), ProtoJson.Text(root, "apiVersion"));
            if (entry.KindVersion is { } named && named != type)
            {
                failed = new(VerificationFailure.LogEntryTypeWrong, $"the log entry is a {Shown.Of(type.ToString())}, not the {Shown.Of(named.ToString())} that it is said to be");
            }
            else if (!Known.Contains(type))
            {
                failed = new(VerificationFailure.LogEntryTypeWrong, $"a log entry of the type {Shown.Of(type.ToString())} is not supported");
            }
            else
            {
                claim = Read(type, ProtoJson.RequiredObject(root, "spec"));
            }
        }
        catch (Exception malformed) when (ProtoJson.IsMalformed(malformed))
        {
            failed = new(VerificationFailure.LogEntryMalformed, $"the log entry's body cannot be read: {Shown.Of(malformed.Message)}");
        }

        return claim is not null;
    }

    private static LogEntryClaim Read(KindVersion type, JsonElement spec) => type switch
    {
        _ when type == HashedRekord1 => ReadRekord(HashedRekord1, LoggedBytes.SignedBytes, spec),
        _ when type == Rekord1 => ReadRekord1(spec),
        _ when type == HashedRekord2 => ReadHashedRekord2(ProtoJson.RequiredObject(spec, "hashedRekordV002")),
        _ when type == Dsse1 => ReadDsse1(spec),
        _ when type == InToto1 => ReadInToto1(spec),
        _ => ReadInToto2(ProtoJson.RequiredObject(spec, "content")),
    };

    // The kind before hashedrekord, which also took signatures of PGP, minisign and SSH.
    private static LogEntryClaim ReadRekord1(JsonElement spec) =>
        ProtoJson.Text(ProtoJson.RequiredObject(spec, "signature"), "format") == "x509"
            ? ReadRekord(Rekord1, LoggedBytes.Artifact, spec)
            : throw new FormatException("`format` is not `x509`");

    private static LogEntryClaim ReadRekord(KindVersion type, LoggedBytes subject, JsonElement spec)
    {
        JsonElement signature = ProtoJson.RequiredObject(spec, "signature");
        (byte[] der, bool isCertificate) = ReadPem(ProtoJson.RequiredBytes(ProtoJson.RequiredObject(signature, "publicKey"), "content"));
        (HashAlgorithmName hash, byte[] digest) = ReadHash(ProtoJson.RequiredObject(spec, "data"), "hash");
        return new LogEntryClaim(type, ProtoJson.RequiredBytes(signature, "content"), der, isCertificate, subject, hash, digest);
    }

    private static LogEntryClaim ReadHashedRekord2(JsonElement spec)
    {
        JsonElement data = ProtoJson.RequiredObject(spec, "data");
        JsonElement signature = ProtoJson.RequiredObject(spec, "signature");
        JsonElement verifier = ProtoJson.RequiredObject(signature, "verifier");
        JsonElement? certificate = ProtoJson.Object(verifier, "x509Certificate");
        JsonElement? key = ProtoJson.Object(verifier, "publicKey");
        if (certificate is null == key is null)
        {
            throw new FormatException("exactly one of `x509Certificate` and `publicKey` is wanted");
        }

        // Another hash than the key's own would be another signature than the one that the log looked at.
        if (!HashNames.TryFromProto(ProtoJson.Text(data, "algorithm"), out HashAlgorithmName hash)
            || hash != RekorKeyDetails.HashOf(ProtoJson.Text(verifier, "keyDetails")))
        {
            throw new FormatException("`algorithm` is not the hash of `keyDetails`");
        }

        return new LogEntryClaim(
            HashedRekord2,
            ProtoJson.RequiredBytes(signature, "content"),
            ProtoJson.RequiredBytes((certificate ?? key)!.Value, "rawBytes"),
            certificate is not null,
            LoggedBytes.SignedBytes,
            hash,
            ProtoJson.RequiredBytes(data, "digest"));
    }

    private static LogEntryClaim ReadDsse1(JsonElement spec)
    {
        JsonElement signature = Single(spec, "signatures");
        (byte[] der, bool isCertificate) = ReadPem(ProtoJson.RequiredBytes(signature, "verifier"));
        (HashAlgorithmName hash, byte[] digest) = ReadHash(spec, "payloadHash");
        return new LogEntryClaim(
            Dsse1, ProtoJson.RequiredBytes(signature, "signature"), der, isCertificate, LoggedBytes.Payload, hash, digest);
    }

    private static LogEntryClaim ReadInToto1(JsonElement spec)
    {
        (byte[] der, bool isCertificate) = ReadPem(ProtoJson.RequiredBytes(spec, "publicKey"));
        (HashAlgorithmName hash, byte[] digest) = ReadHash(ProtoJson.RequiredObject(spec, "content"), "hash");
        return new LogEntryClaim(InToto1, null, der, isCertificate, LoggedBytes.Envelope, hash, digest);
    }

    private static LogEntryClaim ReadInToto2(JsonElement content)
    {
        JsonElement signature = Single(ProtoJson.RequiredObject(content, "envelope"), "signatures");
        (byte[] der, bool isCertificate) = ReadPem(ProtoJson.RequiredBytes(signature, "publicKey"));
        (HashAlgorithmName hash, byte[] digest) = ReadHash(content, "payloadHash");

        // Rekor took the envelope's base64 text for bytes, and encoded those once more.
        return StrictBase64.TryDecode(ProtoJson.RequiredBytes(signature, "sig"), out byte[]? bytes)
            ? new LogEntryClaim(InToto2, bytes, der, isCertificate, LoggedBytes.Payload, hash, digest)
            : throw new FormatException("`sig` is not base64 of base64");
    }

    private static JsonElement Single(JsonElement parent, string name) =>
        ProtoJson.Array(parent, name, 1) is [var single] ? single : throw new FormatException($"`{name}` has no entry");

    private static (HashAlgorithmName Hash, byte[] Digest) ReadHash(JsonElement parent, string name)
    {
        JsonElement element = ProtoJson.RequiredObject(parent, name);
        return HashNames.TryFromText(ProtoJson.Text(element, "algorithm"), out HashAlgorithmName hash)
            ? (hash, Convert.FromHexString(ProtoJson.Text(element, "value")))
            : throw new FormatException($"the algorithm of `{name}` is not supported");
    }

    private static (byte[] Der, bool IsCertificate) ReadPem(byte[] utf8)
    {
        if (utf8.Length > Limits.MaxCertificatePemCharacters)
        {
            throw new FormatException($"the verifier is over {Limits.MaxCertificatePemCharacters} bytes");
        }

        if (!PemEncoding.TryFindUtf8(utf8, out PemFields fields) || !IsBlank(utf8[..fields.Location.Start]) || !IsBlank(utf8[fields.Location.End..]))
        {
            throw new FormatException("the verifier is not one PEM block");
        }

        ReadOnlySpan<byte> label = utf8.AsSpan()[fields.Label];
        bool isCertificate = label.SequenceEqual("CERTIFICATE"u8);
        byte[] der = new byte[fields.DecodedDataLength];
        return (isCertificate || label.SequenceEqual("PUBLIC KEY"u8))
            && Base64.DecodeFromUtf8(utf8.AsSpan()[fields.Base64Data], der, out _, out int written) == OperationStatus.Done && written == der.Length
            ? (der, isCertificate)
            : throw new FormatException("the verifier is neither a certificate nor a public key");
    }

    private static bool IsBlank(ReadOnlySpan<byte> utf8) => string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(utf8));
}
