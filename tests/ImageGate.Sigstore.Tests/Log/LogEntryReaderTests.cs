using System.Text;
using ImageGate.Sigstore.Log;

namespace ImageGate.Sigstore.Tests.Log;

/// <summary>Bodies as a log could hold them, read by themselves.</summary>
public sealed class LogEntryReaderTests
{
    [Theory]
    [InlineData("SHA2_256", "PKIX_ECDSA_P256_SHA_256", true)]
    [InlineData("SHA2_384", "PKIX_ECDSA_P384_SHA_384", true)]
    [InlineData("SHA2_512", "PKIX_ECDSA_P521_SHA_512", true)]
    [InlineData("SHA2_512", "PKIX_ED25519_PH", true)]
    [InlineData("SHA2_256", "PKIX_ECDSA_P384_SHA_384", false)]                  // another hash than the key's
    [InlineData("SHA2_512", "PKIX_ED25519", false)]                             // pure Ed25519 hashes nothing
    [InlineData("SHA2_256", "", false)]
    [InlineData("SHA1", "PKIX_ECDSA_P256_SHA_256", false)]
    [InlineData("", "", false)]
    public void The_hash_of_a_v2_entry_is_that_of_its_key(string algorithm, string keyDetails, bool expected) =>
        Check($$$"""{"hashedRekordV002":{"data":{"algorithm":"{{{algorithm}}}","digest":"AAAA"},"signature":{"content":"AAAA","verifier":{"keyDetails":"{{{keyDetails}}}","publicKey":{"rawBytes":"AAAA"} } } } }""", "hashedrekord", "0.0.2", expected);

    [Theory]
    [InlineData("""{"x509Certificate":{"rawBytes":"AAAA"},"publicKey":{"rawBytes":"AAAA"},"keyDetails":"PKIX_ECDSA_P256_SHA_256"}""")]
    [InlineData("""{"keyDetails":"PKIX_ECDSA_P256_SHA_256"}""")]
    [InlineData("""{"publicKey":{},"keyDetails":"PKIX_ECDSA_P256_SHA_256"}""")]
    public void A_v2_entry_has_exactly_one_verifier(string verifier) =>
        Check($$$"""{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"AAAA"},"signature":{"content":"AAAA","verifier":{{{verifier}}} } } }""", "hashedrekord", "0.0.2", expected: false);

    [Theory]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "sha256", true)]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "sha512", true)]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "sha1", false)]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "SHA256", false)]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "sha256", false)]
    [InlineData("x-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "sha256", false)]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----\nBBBB\n-----END PUBLIC KEY-----\n", "sha256", false)]
    [InlineData("", "sha256", false)]
    public void A_v1_entry_has_one_pem_block_and_a_sha2_hash(string pem, string algorithm, bool expected)
    {
        string content = Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
        Check($$$"""{"data":{"hash":{"algorithm":"{{{algorithm}}}","value":"00"} },"signature":{"content":"AAAA","publicKey":{"content":"{{{content}}}"} } }""", "hashedrekord", "0.0.1", expected);
    }

    [Fact]
    public void The_text_of_a_verifier_is_bounded()
    {
        // Twice as many beginnings without an end were four times the work: minutes for one bundle.
        string pem = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";

        A_v1_entry_has_one_pem_block_and_a_sha2_hash(pem.PadLeft(Limits.MaxCertificatePemCharacters), "sha256", true);
        A_v1_entry_has_one_pem_block_and_a_sha2_hash(pem.PadLeft(Limits.MaxCertificatePemCharacters + 1), "sha256", false);
    }

    [Theory]
    [InlineData("x509", true)]
    [InlineData("pgp", false)]
    [InlineData("", false)]
    public void An_old_entry_is_of_a_key_or_certificate_and_not_of_another_kind_of_signature(string format, bool expected)
    {
        string pem = Convert.ToBase64String("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"u8);
        Check($$$"""{"data":{"hash":{"algorithm":"sha256","value":"00"} },"signature":{"format":"{{{format}}}","content":"AAAA","publicKey":{"content":"{{{pem}}}"} } }""", "rekord", "0.0.1", expected);
    }

    [Theory]
    [InlineData("[]", false)]
    [InlineData("""[{"signature":"AAAA","verifier":"PEM"}]""", true)]
    [InlineData("""[{"signature":"AAAA","verifier":"PEM"},{"signature":"AAAA","verifier":"PEM"}]""", false)]
    public void A_dsse_entry_has_one_signature(string signatures, bool expected)
    {
        string pem = Convert.ToBase64String("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"u8);
        Check($$$"""{"payloadHash":{"algorithm":"sha256","value":"00"},"signatures":{{{signatures.Replace("PEM", pem, StringComparison.Ordinal)}}} }""", "dsse", "0.0.1", expected);
    }

    private static void Check(string spec, string kind, string version, bool expected)
    {
        var entry = new LogEntry
        {
            LogId = new byte[32],
            LogIndex = 0,
            KindVersion = new KindVersion(kind, version),
            Body = Encoding.UTF8.GetBytes($$"""{"apiVersion":"{{version}}","kind":"{{kind}}","spec":{{spec}} }"""),
        };

        bool isRead = LogEntryReader.TryRead(entry, out _, out VerificationResult.Failed? failed);

        isRead.Should().Be(expected, failed?.Detail);
        if (!expected)
        {
            failed!.Failure.Should().Be(VerificationFailure.LogEntryMalformed);
        }
    }
}
