using System.Text.Json;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Timestamps;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tests.Certificates;

/// <summary>
/// The certificates and time stamps of all bundles that other projects call good, under the trusted roots that go with them.
/// The log entries' times are taken as they stand: whether they are verified is not the question here.
/// </summary>
public sealed class RealBundleTests
{
    [SkippableFact]
    public void Every_certificate_and_time_stamp_of_a_good_bundle_is_verified()
    {
        var roots = new Dictionary<string, TrustedRoot>();
        var wrong = new List<string>();
        int certificates = 0;
        int stamps = 0;
        foreach (string line in File.ReadLines(VectorFolder.PathOf("manifest.jsonl")))
        {
            using var entry = JsonDocument.Parse(line);
            string name = entry.RootElement.GetProperty("bundle").GetString()!;
            if (entry.RootElement.GetProperty("expect").GetString() != "PASS" || entry.RootElement.TryGetProperty("key", out _))
            {
                continue;
            }

            TrustedRoot root = Read(roots, entry.RootElement.GetProperty("root").GetString()!);
            using var bundle = JsonDocument.Parse(VectorFolder.Read(name));
            (int found, string? error) = Check(bundle.RootElement, entry.RootElement, root);
            wrong.AddRange(error is null ? [] : [$"{name}: {error}"]);
            certificates++;
            stamps += found;
        }

        wrong.Should().BeEmpty();
        certificates.Should().BeGreaterThan(80);
        stamps.Should().BeGreaterThan(10);
    }

    private static (int Stamps, string? Error) Check(JsonElement bundle, JsonElement entry, TrustedRoot root)
    {
        JsonElement material = bundle.GetProperty("verificationMaterial");
        if (!SigstoreCertificate.TryParse(Leaf(material), out SigstoreCertificate? leaf, out string? error))
        {
            return (0, error);
        }

        List<DateTimeOffset> times = [.. LogTimes(material)];
        int stamps = 0;
        foreach (byte[] stamp in Stamps(material))
        {
            if (TimestampVerifier.Verify(stamp, Signature(bundle), root) is not TimestampResult.Verified verified)
            {
                return (stamps, TimestampVerifier.Verify(stamp, Signature(bundle), root).ToString());
            }

            times.Add(verified.Time);
            stamps++;
        }

        CertificatePathResult path = CertificatePath.Verify(leaf, root, times);
        CertificateTimestampResult? sct = path is CertificatePathResult.Verified trusted ? SignedCertificateTimestamps.Verify(leaf, trusted.Issuer, root, 1) : null;
        return (stamps, sct is not CertificateTimestampResult.Verified ? $"{path} {sct}" : Identity(leaf, entry));
    }

    private static string? Identity(SigstoreCertificate leaf, JsonElement entry)
    {
        if (!CertificateIdentity.TryRead(leaf, out CertificateIdentity? identity, out string? error))
        {
            return error;
        }

        return (!entry.TryGetProperty("identity", out JsonElement subject) || subject.GetString() == identity.Subject)
            && (!entry.TryGetProperty("issuer", out JsonElement issuer) || issuer.GetString() == identity.Issuer)
                ? null
                : $"{identity.Issuer} {identity.Subject}";
    }

    private static TrustedRoot Read(Dictionary<string, TrustedRoot> roots, string path)
    {
        if (!roots.TryGetValue(path, out TrustedRoot? root))
        {
            TrustedRoot.TryParse(VectorFolder.Read(path), out root, out string? error).Should().BeTrue(error);
            roots.Add(path, root!);
        }

        return root!;
    }

    private static byte[] Leaf(JsonElement material) => material.TryGetProperty("certificate", out JsonElement certificate)
        ? certificate.GetProperty("rawBytes").GetBytesFromBase64()
        : material.GetProperty("x509CertificateChain").GetProperty("certificates")[0].GetProperty("rawBytes").GetBytesFromBase64();

    private static IEnumerable<DateTimeOffset> LogTimes(JsonElement material) =>
        material.TryGetProperty("tlogEntries", out JsonElement entries)
            ? entries.EnumerateArray().Select(Seconds).Where(seconds => seconds > 0).Select(DateTimeOffset.FromUnixTimeSeconds)
            : [];

    private static long Seconds(JsonElement entry) =>
        entry.TryGetProperty("integratedTime", out JsonElement time) ? long.Parse(time.ToString(), null) : 0;

    private static IEnumerable<byte[]> Stamps(JsonElement material) =>
        material.TryGetProperty("timestampVerificationData", out JsonElement data) && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("rfc3161Timestamps", out JsonElement stamps)
            ? stamps.EnumerateArray().Select(stamp => stamp.GetProperty("signedTimestamp").GetBytesFromBase64())
            : [];

    private static byte[] Signature(JsonElement bundle) => bundle.TryGetProperty("messageSignature", out JsonElement message)
        ? message.GetProperty("signature").GetBytesFromBase64()
        : bundle.GetProperty("dsseEnvelope").GetProperty("signatures")[0].GetProperty("sig").GetBytesFromBase64();
}
