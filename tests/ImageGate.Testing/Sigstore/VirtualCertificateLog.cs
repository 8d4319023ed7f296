using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace ImageGate.Testing.Sigstore;

/// <summary>A certificate log (RFC 6962) that signs whatever it is given.</summary>
public sealed class VirtualCertificateLog(string baseUrl, DateTimeOffset from)
{
    private const string ListOid = "1.3.6.1.4.1.11129.2.4.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] LogId => SHA256.HashData(_key.ExportSubjectPublicKeyInfo());

    /// <summary>The log's entry in <c>ctlogs</c>.</summary>
    public JsonObject Json => new()
    {
        ["baseUrl"] = baseUrl,
        ["hashAlgorithm"] = "SHA2_256",
        ["publicKey"] = new JsonObject
        {
            ["rawBytes"] = Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo()),
            ["keyDetails"] = "PKIX_ECDSA_P256_SHA_256",
            ["validFor"] = new JsonObject { ["start"] = from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null) },
        },
        ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(LogId) },
    };

    /// <summary>A serialized timestamp for a certificate that does not have it yet.</summary>
    /// <param name="tbs">The TBSCertificate without it.</param>
    /// <param name="issuerKey">SubjectPublicKeyInfo of the issuer.</param>
    /// <param name="time">The timestamp.</param>
    /// <param name="extensions">Its extensions, signed with the rest.</param>
    public byte[] Sign(byte[] tbs, byte[] issuerKey, DateTimeOffset time, byte[]? extensions = null)
    {
        byte[] milliseconds = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds, time.ToUnixTimeMilliseconds());
        byte[] extensionVector = Vector(extensions ?? []);
        byte[] signature = _key.SignData(
            [0, 0, .. milliseconds, 0, 1, .. SHA256.HashData(issuerKey), 0, .. Vector(tbs), .. extensionVector],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence);
        return [0, .. LogId, .. milliseconds, .. extensionVector, 4, 3, .. Vector(signature)];
    }

    /// <summary>The extension with these timestamps.</summary>
    public static X509Extension Extension(params IEnumerable<byte[]> timestamps) => RawExtension(Vector([.. timestamps.SelectMany(Vector)]));

    /// <summary>The extension with these bytes as list.</summary>
    public static X509Extension RawExtension(byte[] list)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(list);
        return new X509Extension(ListOid, writer.Encode(), critical: false);
    }

    /// <summary>16 bits of length and the bytes.</summary>
    public static byte[] Vector(byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
}
