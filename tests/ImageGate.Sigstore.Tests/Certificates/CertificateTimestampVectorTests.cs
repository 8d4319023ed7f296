using System.Security.Cryptography;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Tests.Certificates;

/// <summary>A public web server's certificate with timestamps of real logs, as sigstore-ruby tests it.</summary>
public sealed class CertificateTimestampVectorTests
{
    [SkippableFact]
    public void The_signed_part_without_the_timestamps_is_right_to_the_byte()
    {
        SigstoreCertificate certificate = Read();

        Precertificate.TbsCertificate(certificate.Fields).Should().Equal(VectorFolder.Read("sigstore-ruby", "test", "sigstore", "data", "x509", "cryptography-scts-tbs-precert.der"));
    }

    [SkippableFact]
    public void Real_timestamps_are_read()
    {
        ReadOnlyMemory<byte> value = Read().Fields.Find(CertificateExtension.SignedCertificateTimestamps)!.Value;

        SignedCertificateTimestamp.TryReadList(value, out IReadOnlyList<SignedCertificateTimestamp>? timestamps).Should().BeTrue();
        timestamps.Should().NotBeEmpty().And.OnlyContain(timestamp => timestamp.Time.Year > 2017 && timestamp.Signature.Length > 60);
    }

    private static SigstoreCertificate Read()
    {
        string pem = File.ReadAllText(VectorFolder.PathOf("sigstore-ruby", "test", "sigstore", "data", "x509", "cryptography-scts.pem"));
        byte[] der = Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
        return SigstoreCertificate.TryParse(der, out SigstoreCertificate? certificate, out string? error) ? certificate : throw new InvalidDataException(error);
    }
}
