using System.Formats.Asn1;
using System.Security.Cryptography;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Tests.Certificates;

public sealed class CertificateSignatureTests
{
    private const string EcdsaSha1 = "1.2.840.10045.4.1";
    private const string EcdsaSha256 = "1.2.840.10045.4.3.2";
    private const string EcdsaSha384 = "1.2.840.10045.4.3.3";
    private const string RsaSha1 = "1.2.840.113549.1.1.5";
    private const string RsaSha256 = "1.2.840.113549.1.1.11";

    private static readonly byte[] Message = "a certificate"u8.ToArray();

    [Theory]
    [InlineData(EcdsaSha256, "SHA256", true)]
    [InlineData(EcdsaSha384, "SHA384", true)]
    [InlineData("1.2.840.10045.4.3.4", "SHA512", true)]
    [InlineData(EcdsaSha1, "SHA1", false)]
    [InlineData(EcdsaSha256, "SHA384", false)]
    [InlineData(RsaSha256, "SHA256", false)]
    public void Ecdsa_is_verified_with_the_hash_that_the_certificate_names(string oid, string hash, bool expected)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] signature = key.SignData(Message, new HashAlgorithmName(hash), DSASignatureFormat.Rfc3279DerSequence);

        Verify(key, Algorithm(oid), signature).Should().Be(expected);
        Verify(key, Algorithm(oid, [5, 0]), signature).Should().BeFalse("ECDSA has no parameters");
    }

    [Theory]
    [InlineData(RsaSha256, "SHA256", true)]
    [InlineData("1.2.840.113549.1.1.12", "SHA384", true)]
    [InlineData("1.2.840.113549.1.1.13", "SHA512", true)]
    [InlineData(RsaSha1, "SHA1", false)]
    [InlineData("1.2.840.113549.1.1.4", "MD5", false)]
    [InlineData(EcdsaSha256, "SHA256", false)]
    public void Rsa_is_verified_with_the_hash_that_the_certificate_names(string oid, string hash, bool expected)
    {
        using var key = RSA.Create(2048);
        byte[] signature = key.SignData(Message, new HashAlgorithmName(hash), RSASignaturePadding.Pkcs1);

        Verify(key, Algorithm(oid, [5, 0]), signature).Should().Be(expected);
        Verify(key, Algorithm(oid, [4, 0]), signature).Should().BeFalse("the parameters are NULL");
        Verify(key, Algorithm(oid, [5, 0], [5, 0]), signature).Should().BeFalse();
    }

    [Fact]
    public void Another_message_or_signature_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] signature = key.SignData("another"u8, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        Verify(key, Algorithm(EcdsaSha256), signature).Should().BeFalse();
        Verify(key, Algorithm(EcdsaSha256), []).Should().BeFalse();
    }

    [Fact]
    public void Ed25519_is_verified_over_the_certificate_itself()
    {
        // RFC 8032, 7.1, TEST 1: the message is empty.
        var key = TestKeys.ImportEd25519(Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        byte[] signature = Convert.FromHexString(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");

        CertificateSignature.Verify(key, Algorithm("1.3.101.112"), [], signature).Should().BeTrue();
        CertificateSignature.Verify(key, Algorithm("1.3.101.112"), Message, signature).Should().BeFalse();
    }

    private static bool Verify(AsymmetricAlgorithm key, byte[] algorithm, byte[] signature) =>
        CertificateSignature.Verify(TestKeys.Import(key), algorithm, Message, signature);

    private static byte[] Algorithm(string oid, params byte[][] parameters)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            parameters.ToList().ForEach(parameter => writer.WriteEncodedValue(parameter));
        }

        return writer.Encode();
    }
}
