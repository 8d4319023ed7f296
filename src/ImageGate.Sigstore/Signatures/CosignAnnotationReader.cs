using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageGate.Sigstore.Log;

namespace ImageGate.Sigstore.Signatures;

/// <summary>Reads the annotations that cosign stored beside a signature. A malformed one is a <see cref="FormatException"/>.</summary>
/// <remarks>Source: cosign, specs/SIGNATURE_SPEC.md; pkg/cosign/bundle/{rekor,tsa}.go.</remarks>
internal static class CosignAnnotationReader
{
    private const string CertificateLabel = "CERTIFICATE";

    /// <summary>The first certificate of the PEM text, DER.</summary>
    public static byte[] ReadCertificate(string pem)
    {
        Bound(pem, Limits.MaxCertificatePemCharacters);
        if (!PemEncoding.TryFind(pem, out PemFields fields)
            || pem[fields.Label] != CertificateLabel
            || !string.IsNullOrWhiteSpace(pem[..fields.Location.Start]))
        {
            throw new FormatException("the certificate annotation is not the PEM of a certificate");
        }

        return Convert.FromBase64String(pem[fields.Base64Data]);
    }

    /// <summary>All certificates of the PEM text, DER. cosign stores the file that it was given, with all that is written around them.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ReadChain(string pem)
    {
        var chain = new List<ReadOnlyMemory<byte>>();
        ReadOnlySpan<char> rest = Bound(pem, Limits.MaxCertificatePemCharacters);
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (rest[fields.Label].SequenceEqual(CertificateLabel))
            {
                chain.Add(Convert.FromBase64String(rest[fields.Base64Data].ToString()));
            }

            if (chain.Count > Limits.MaxBundleCertificates)
            {
                throw new FormatException($"the chain annotation has more than {Limits.MaxBundleCertificates} certificates");
            }

            rest = rest[fields.Location.End..];
        }

        return chain;
    }

    /// <summary>The log entry: it has a promise and no proof, and does not say which kind it is, only its body does.</summary>
    public static LogEntry ReadLogEntry(string json)
    {
        using JsonDocument document = Parse(json);
        JsonElement payload = ProtoJson.RequiredObject(document.RootElement, "Payload");
        return new LogEntry
        {
            LogId = Convert.FromHexString(ProtoJson.Text(payload, "logID")),
            LogIndex = ProtoJson.Natural(payload, "logIndex"),
            IntegratedTime = ProtoJson.Natural(payload, "integratedTime"),
            Promise = ProtoJson.RequiredBytes(document.RootElement, "SignedEntryTimestamp"),
            Body = ProtoJson.RequiredBytes(payload, "body"),
        };
    }

    /// <summary>The TimeStampResp.</summary>
    public static byte[] ReadTimestamp(string json)
    {
        using JsonDocument document = Parse(json);
        return ProtoJson.RequiredBytes(document.RootElement, "SignedRFC3161Timestamp");
    }

    private static JsonDocument Parse(string json) => ProtoJson.Parse(Encoding.UTF8.GetBytes(Bound(json, Limits.MaxAnnotationCharacters)), Limits.MaxBundleDepth);

    private static string Bound(string text, int most) =>
        text.Length <= most ? text : throw new FormatException($"an annotation is over {most} characters");
}
