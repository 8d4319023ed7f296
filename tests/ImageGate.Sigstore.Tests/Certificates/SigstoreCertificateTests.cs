using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Certificates;

public sealed class SigstoreCertificateTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly VirtualSigstore Sigstore = new(Now);
    private static readonly byte[] Der = Sigstore.Issue().Der;

    [Fact]
    public void The_parts_are_those_that_the_platform_reads()
    {
        SigstoreCertificate certificate = Sigstore.Issue().Certificate;
        using X509Certificate2 platform = X509CertificateLoader.LoadCertificate(certificate.Der.Span);

        certificate.SerialNumber.ToArray().Should().Equal(platform.SerialNumberBytes.ToArray());
        certificate.Validity.Start.Should().Be(platform.NotBefore);
        certificate.Validity.End.Should().Be(platform.NotAfter);
        certificate.SubjectPublicKeyInfo.ToArray().Should().Equal(platform.PublicKey.ExportSubjectPublicKeyInfo());
        certificate.Fields.Issuer.ToArray().Should().Equal(platform.IssuerName.RawData);
        certificate.Fields.Subject.ToArray().Should().Equal(platform.SubjectName.RawData);
        certificate.Fields.Extensions.Select(extension => extension.Oid).Should().Equal(platform.Extensions.Select(extension => extension.Oid!.Value!));
        certificate.Key!.Algorithm.Should().Be("ECDSA P-256");
        certificate.IsCertificateAuthority.Should().BeFalse();
        Sigstore.Fulcio.Certificate.IsCertificateAuthority.Should().BeTrue();
    }

    [Fact]
    public void The_callers_buffer_may_change_afterwards()
    {
        byte[] buffer = [.. Der];
        SigstoreCertificate.TryParse(buffer, out SigstoreCertificate? certificate, out _).Should().BeTrue();
        buffer.AsSpan().Clear();

        certificate!.Der.ToArray().Should().Equal(Der);
        certificate.IsSignedBy(Sigstore.Fulcio.Certificate).Should().BeTrue();
    }

    [Fact]
    public void Bytes_that_are_no_certificate_are_refused()
    {
        Error([]).Should().Contain("DER");
        Error([.. Der, 0]).Should().Contain("DER", "bytes after the end");
        Error(Der[..^1]).Should().Contain("DER");
        Error([0x30, 0x80, .. Der[4..], 0, 0]).Should().Contain("DER", "an indefinite length is BER");
        Error(new byte[Limits.MaxCertificateBytes + 1]).Should().Contain("over");
    }

    [Fact]
    public void Cut_off_anywhere_it_is_refused_and_nothing_is_thrown()
    {
        for (int length = 0; length < Der.Length; length++)
        {
            SigstoreCertificate.TryParse(Der.AsMemory(0, length), out _, out _).Should().BeFalse();
        }
    }

    [Fact]
    public void Any_changed_byte_is_refused_or_read_or_signed_by_nobody_and_nothing_is_thrown()
    {
        for (int index = 0; index < Der.Length; index++)
        {
            byte[] changed = [.. Der];
            changed[index] ^= 0x55;
            if (SigstoreCertificate.TryParse(changed, out SigstoreCertificate? certificate, out _))
            {
                certificate.IsSignedBy(Sigstore.Fulcio.Certificate).Should().BeFalse($"byte {index} is another one");
                _ = CertificateIdentity.TryRead(certificate, out _, out _);
            }
        }
    }

    [Fact]
    public void However_it_is_changed_nothing_is_thrown_and_nothing_is_trusted()
    {
        var random = new Random(20260822);
        TrustedRoot root = Sigstore.TrustedRoot();
        for (int round = 0; round < 4_000; round++)
        {
            byte[] changed = [.. Der];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            if (!changed.AsSpan().SequenceEqual(Der) && SigstoreCertificate.TryParse(changed, out SigstoreCertificate? certificate, out _))
            {
                CertificatePath.Verify(certificate, root, [Now]).Should().BeOfType<CertificatePathResult.Failed>();
                SignedCertificateTimestamps.Verify(certificate, Sigstore.Fulcio.Certificate, root, 1).Should().NotBeNull();
                _ = CertificateIdentity.TryRead(certificate, out _, out _);
            }
        }
    }

    [Fact]
    public void What_rfc_5280_does_not_allow_is_refused()
    {
        var constraints = new X509Extension("2.5.29.19", [0x30, 0x03, 0x02, 0x01, 0x05], critical: true);
        var noPurposes = new X509Extension("2.5.29.37", [0x30, 0x00], critical: false);

        Issue(constraints).Should().Contain("path length", "only authorities have one");
        Issue(noPurposes).Should().Contain("extended key usage is empty");
        Issue(new X509Extension("2.5.29.15", [0x03, 0x02, 0x07, 0x80, 0x00], critical: true)).Should().Contain("DER");
        Issue(new X509Extension("2.5.29.14", [0x04, 0x00, 0x00], critical: false)).Should().Contain("DER");
        Issue([.. Enumerable.Range(1, 65).Select(arc => new X509Extension($"1.2.3.{arc}", [5, 0], critical: false))]).Should().Contain("more than 64");
        Replace("2.5.29.37", "2.5.29.15").Should().Contain("twice");
        Changed(der => Swap(der, [0xa0, 0x03, 0x02, 0x01, 0x02], [0xa0, 0x03, 0x02, 0x01, 0x01])).Should().Contain("version 3");
        Changed(der => Swap(der, Time(Now), Time(Now.AddDays(1)))).Should().Contain("ends before it starts");
        Changed(der => Swap(der, Oid("1.2.840.10045.4.3.3"), Oid("1.2.840.10045.4.3.2"))).Should().Contain("differ");
    }

    [Fact]
    public void A_negative_serial_number_is_refused() =>
        Changed(der =>
        {
            der[der.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x02, 0x10, 0x5a]) + 2] = 0x85;
            return der;
        }).Should().Contain("serial number");

    [Fact]
    public void A_serial_number_is_not_endless()
    {
        // 20 octets and a sign are what RFC 5280 allows.
        Error(Rewrite(Der, serial: [1, .. new byte[21]])).Should().Contain("serial number");
        SigstoreCertificate.TryParse(Rewrite(Der, serial: [1, .. new byte[20]]), out _, out _).Should().BeTrue();
    }

    [Fact]
    public void The_list_of_extensions_is_left_out_or_has_some()
    {
        Error(Rewrite(Der, extensions: [0xa3, 0x02, 0x30, 0x00])).Should().Contain("is empty");
        Error(Rewrite(Der, extensions: [0xa2, 0x02, 0x30, 0x00])).Should().Contain("DER");
        SigstoreCertificate.TryParse(Rewrite(Der, extensions: []), out SigstoreCertificate? bare, out _).Should().BeTrue();
        bare!.Fields.Extensions.Should().BeEmpty();
    }

    /// <summary>The certificate with another serial number or other extensions; its signature stays as it is.</summary>
    private static byte[] Rewrite(byte[] der, byte[]? serial = null, byte[]? extensions = null)
    {
        AsnReader certificate = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        AsnReader tbs = certificate.ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(tbs.ReadEncodedValue().Span);
                ReadOnlyMemory<byte> oldSerial = tbs.ReadIntegerBytes();
                writer.WriteInteger(serial ?? oldSerial.Span);
                for (int part = 0; part < 5; part++)
                {
                    writer.WriteEncodedValue(tbs.ReadEncodedValue().Span);
                }

                ReadOnlyMemory<byte> oldExtensions = tbs.ReadEncodedValue();
                if (extensions is not { Length: 0 })
                {
                    writer.WriteEncodedValue(extensions ?? oldExtensions.Span);
                }
            }

            writer.WriteEncodedValue(certificate.ReadEncodedValue().Span);
            writer.WriteEncodedValue(certificate.ReadEncodedValue().Span);
        }

        return writer.Encode();
    }

    private static string Issue(params X509Extension[] extensions) => Error(Sigstore.Fulcio.Issue(new CertificateSpec
    {
        NotBefore = Now,
        NotAfter = Now.AddMinutes(10),
        KeyUsages = X509KeyUsageFlags.None,
        NamesOwnKey = false,
        Extensions = extensions,
    }).Der);

    private static string Replace(string oid, string with) => Changed(der => Swap(der, Oid(oid), Oid(with)));

    private static string Changed(Func<byte[], byte[]> change) => Error(change([.. Der]));

    /// <summary>Replaces the first occurrence by something of the same length.</summary>
    private static byte[] Swap(byte[] der, byte[] old, byte[] replacement)
    {
        int index = der.AsSpan().IndexOf(old);
        index.Should().BePositive();
        replacement.CopyTo(der, index);
        return der;
    }

    private static byte[] Oid(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }

    private static byte[] Time(DateTimeOffset time)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteUtcTime(time);
        return writer.Encode();
    }

    private static string Error(byte[] der)
    {
        SigstoreCertificate.TryParse(der, out SigstoreCertificate? certificate, out string? error).Should().BeFalse();
        certificate.Should().BeNull();
        return error!;
    }
}
