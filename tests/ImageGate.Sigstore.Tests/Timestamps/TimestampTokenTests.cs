using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Timestamps;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Timestamps;

/// <summary>Tokens written field by field, and the platform's own reading of them as a cross-check.</summary>
public sealed class TimestampTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly VirtualSigstore Sigstore = new(Now);
    private static readonly VirtualTimestampAuthority Tsa = Sigstore.TimestampAuthority;
    private static readonly byte[] Signature = "a signature"u8.ToArray();
    private static readonly StampSpec Stamp = new(Signature, Now);
    private static readonly TokenSpec Good = new(Tsa.Signer, Stamp.Info());

    private static readonly TrustedRoot Named = Sigstore.TrustedRoot();
    private static readonly TrustedRoot AnySigner = Sigstore.TrustedRoot(json => json["timestampAuthorities"] = new JsonArray(Sigstore.AuthorityJson("", Tsa.Root)));

    private static byte[] SignerHash => SHA256.HashData(Tsa.Signer.Der);

    [Fact]
    public void A_good_token_is_verified_here_and_by_the_platform() => IsVerified(Good);

    [Fact]
    public void The_content_is_of_the_type_that_is_signed() =>
        Failure(Good.With(TokenSpec.ContentType, ContentType("1.2.840.113549.1.7.1"))).Should().Be(TimestampFailure.SignatureInvalid);

    [Fact]
    public void The_content_has_the_hash_that_is_signed()
    {
        Failure(Good.With(TokenSpec.MessageDigest, MessageDigest(SHA256.HashData("else"u8)))).Should().Be(TimestampFailure.SignatureInvalid);
        Failure(Good with { Info = (Stamp with { Time = Now.AddSeconds(1) }).Info() }).Should().Be(TimestampFailure.SignatureInvalid);
    }

    [Fact]
    public void What_must_be_signed_is_there_once_with_one_value()
    {
        byte[] type = ContentType(TokenSpec.TstInfo);
        byte[] digest = MessageDigest(SHA256.HashData(Good.Info));
        byte[] otherDigest = MessageDigest(SHA256.HashData("else"u8));
        byte[] reference = TokenSpec.Attribute(TokenSpec.SigningCertificateV2, TokenSpec.Reference(SignerHash));
        byte[] otherReference = TokenSpec.Attribute(TokenSpec.SigningCertificateV2, TokenSpec.Reference(new byte[32]));
        byte[] first = TokenSpec.Attribute(TokenSpec.SigningCertificate, TokenSpec.Reference(SHA1.HashData(Tsa.Signer.Der)));

        Failure(Good.With(TokenSpec.ContentType)).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good.With(TokenSpec.MessageDigest)).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good with { Attributes = [] }).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good.With(TokenSpec.ContentType, type, type)).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good.With(TokenSpec.MessageDigest, digest, otherDigest)).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good.With(TokenSpec.MessageDigest, otherDigest, digest)).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good.With(TokenSpec.SigningCertificateV2, reference, otherReference)).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good.With(TokenSpec.SigningCertificate, first, first)).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good.With(TokenSpec.ContentType, TokenSpec.Attribute(TokenSpec.ContentType, Oid(TokenSpec.TstInfo), Oid("1.2.3")))).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good.With(TokenSpec.MessageDigest, TokenSpec.Attribute(TokenSpec.MessageDigest, Octets(SHA256.HashData(Good.Info)), Octets(new byte[32]))))
            .Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good.With(TokenSpec.SigningCertificateV2, TokenSpec.Attribute(TokenSpec.SigningCertificateV2, TokenSpec.Reference(SignerHash), TokenSpec.Reference(new byte[32]))))
            .Should().Be(TimestampFailure.TokenMalformed);
    }

    [Fact]
    public void The_signed_part_is_in_the_order_of_der() => Failure(Good with { SortsAttributes = false }).Should().Be(TimestampFailure.TokenMalformed);

    [Fact]
    public void The_signatures_algorithm_is_of_the_same_hash_and_of_the_keys_type()
    {
        IsVerified(Good with { SignatureAlgorithm = "1.2.840.10045.2.1" });

        Failure(Good with { SignatureAlgorithm = "1.2.840.10045.4.3.3" }).Should().Be(TimestampFailure.SignatureAlgorithmUnsupported);
        Failure(Good with { SignatureAlgorithm = "1.2.840.10045.4.3.3", Hash = HashAlgorithmName.SHA384 }).Should().Be(TimestampFailure.SignatureAlgorithmUnsupported);
        Failure(Good with { SignatureAlgorithm = "1.2.840.113549.1.1.10" }).Should().Be(TimestampFailure.SignatureAlgorithmUnsupported);
        Failure(Good with { SignatureAlgorithm = "1.2.840.113549.1.1.11" }).Should().Be(TimestampFailure.SignatureInvalid);
        Failure(Good with { Hash = HashAlgorithmName.SHA384 }).Should().Be(TimestampFailure.SignatureInvalid);
    }

    [Fact]
    public void Every_way_of_naming_the_certificate_holds()
    {
        byte[] SignerReference(byte[] hash, string? algorithm = null, VirtualCertificate? named = null) =>
            TokenSpec.Attribute(TokenSpec.SigningCertificateV2, TokenSpec.Reference(hash, algorithm, named));
        byte[] first = TokenSpec.Attribute(TokenSpec.SigningCertificate, TokenSpec.Reference(SHA1.HashData(Tsa.Signer.Der), null, Tsa.Signer));
        byte[] firstOfOther = TokenSpec.Attribute(TokenSpec.SigningCertificate, TokenSpec.Reference(SHA1.HashData(Tsa.Root.Der)));
        VirtualCertificate otherSerial = Tsa.Root.Issue(Tsa.SignerSpec);
        TokenSpec Version2(byte[] attribute) => Good.With(TokenSpec.SigningCertificateV2, attribute);

        IsVerified(Version2(SignerReference(SignerHash, named: Tsa.Signer)));
        IsVerified(Version2(SignerReference(SHA384.HashData(Tsa.Signer.Der), "2.16.840.1.101.3.4.2.2")));
        IsVerified(Version2(first));
        IsVerified(Good.With(TokenSpec.SigningCertificate, first));

        foreach (TokenSpec wrong in new[]
        {
            Version2(SignerReference(SHA256.HashData(Tsa.Root.Der))),
            Version2(SignerReference(SignerHash, named: otherSerial)),
            Version2(SignerReference(SHA1.HashData(Tsa.Signer.Der), "1.3.14.3.2.26")),
            Version2(firstOfOther),
            Good.With(TokenSpec.SigningCertificate, firstOfOther),
            Good.With(TokenSpec.SigningCertificate, first).With(TokenSpec.SigningCertificateV2, SignerReference(new byte[32])),
        })
        {
            Failure(wrong).Should().Be(TimestampFailure.SigningCertificateMismatch);
            Failure(wrong, AnySigner).Should().Be(TimestampFailure.SigningCertificateMismatch);
        }
    }

    [Fact]
    public void The_signer_is_found_by_issuer_and_serial_or_by_key_identifier()
    {
        VirtualCertificate other = Tsa.Root.Issue(Tsa.SignerSpec);
        byte[] serial = Tsa.Signer.Certificate.SerialNumber.ToArray();
        byte[] KeyIdentifier(VirtualCertificate certificate) => TokenSpec.Write(writer =>
            writer.WriteOctetString(certificate.Certificate.Usage.SubjectKeyIdentifier.Span, new Asn1Tag(TagClass.ContextSpecific, 0)));

        IsVerified(Good with { Certificates = [other.Der, Tsa.Root.Der, Tsa.Signer.Der] });
        IsVerified(Good with { SignerIdentifier = KeyIdentifier(Tsa.Signer) });

        foreach (TokenSpec wrong in new[]
        {
            Good with { SignerIdentifier = KeyIdentifier(other) },
            Good with { SignerIdentifier = TokenSpec.IssuerAndSerial(Tsa.Root.IssuerName, other.Certificate.SerialNumber.ToArray()) },
            Good with { SignerIdentifier = TokenSpec.IssuerAndSerial(Sigstore.Fulcio.IssuerName, serial) },
        })
        {
            Failure(wrong).Should().Be(TimestampFailure.SignerUnknown);
        }

        Failure(Good with { SignerIdentifier = KeyIdentifier(other), Certificates = [other.Der] }, AnySigner).Should().Be(TimestampFailure.SignatureInvalid);
    }

    [Fact]
    public void The_certificates_in_the_token_may_be_broken_as_long_as_they_are_not_the_signers()
    {
        IsVerified(Good with { Certificates = [[0x30, 0x03, 0x02, 0x01, 0x05], Tsa.Signer.Der] }, byPlatform: false);
        Failure(Good with { Certificates = [[0x30, 0x03, 0x02, 0x01, 0x05]] }, AnySigner).Should().Be(TimestampFailure.SignerUnknown);
    }

    [Fact]
    public void Only_one_signer_and_no_more_than_ten_certificates_are_looked_at()
    {
        byte[][] others = [.. Enumerable.Repeat(Tsa.Root.Der, Limits.MaxChainCertificates)];

        Failure(Good with { Signers = 0 }).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good with { Signers = 2 }).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Good with { Certificates = [.. others, [.. Tsa.Signer.Der]] }, AnySigner).Should().Be(TimestampFailure.SignerUnknown);
        IsVerified(Good with { Certificates = [.. others[1..], Tsa.Signer.Der] });
    }

    [Fact]
    public void The_stated_part_is_of_version_1_and_ends_where_it_ends()
    {
        Failure(new TokenSpec(Tsa.Signer, (Stamp with { Version = 2 }).Info())).Should().Be(TimestampFailure.TokenMalformed);
        Failure(new TokenSpec(Tsa.Signer, [.. Stamp.Info(), 5, 0])).Should().Be(TimestampFailure.TokenMalformed);
    }

    [Fact]
    public void A_token_that_is_not_der_is_refused()
    {
        byte[] token = Good.Build();

        // The same length in three octets: BER, and what the platform takes.
        byte[] longer = [token[0], 0x83, 0, .. token.AsSpan(2)];
        Failure(Verify(longer, Named)).Should().BeOneOf(TimestampFailure.ResponseMalformed, TimestampFailure.TokenMalformed);
        Failure(Verify([.. token, 5, 0], Named)).Should().BeOneOf(TimestampFailure.ResponseMalformed, TimestampFailure.TokenMalformed);
    }

    [Fact]
    public void However_a_token_is_changed_the_platform_takes_what_is_taken_here()
    {
        var random = new Random(20260822);
        byte[] good = Good.Build();
        int taken = 0;
        for (int round = 0; round < 3_000; round++)
        {
            byte[] changed = [.. good];
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            if (Verify(changed, AnySigner) is TimestampResult.Verified)
            {
                taken++;
                IsVerifiedByPlatform(changed).Should().BeTrue();
            }
        }

        taken.Should().BeGreaterThan(0, "some changes are none");
    }

    private static byte[] ContentType(string type) => TokenSpec.Attribute(TokenSpec.ContentType, Oid(type));

    private static byte[] MessageDigest(byte[] digest) => TokenSpec.Attribute(TokenSpec.MessageDigest, Octets(digest));

    private static byte[] Oid(string oid) => TokenSpec.Write(writer => writer.WriteObjectIdentifier(oid));

    private static byte[] Octets(byte[] octets) => TokenSpec.Write(writer => writer.WriteOctetString(octets));

    private static void IsVerified(TokenSpec spec, bool byPlatform = true)
    {
        byte[] token = spec.Build();
        Verify(token, Named).Should().BeOfType<TimestampResult.Verified>().Which.Time.Should().Be(Now);
        Verify(token, AnySigner).Should().BeOfType<TimestampResult.Verified>().Which.Time.Should().Be(Now);
        if (byPlatform)
        {
            IsVerifiedByPlatform(token).Should().BeTrue();
        }
    }

    private static bool IsVerifiedByPlatform(byte[] token) =>
        Rfc3161TimestampToken.TryDecode(token, out Rfc3161TimestampToken? decoded, out int read)
        && read == token.Length
        && decoded.VerifySignatureForData(Signature, out _)
        && decoded.TokenInfo.Timestamp == Now;

    private static TimestampFailure Failure(TokenSpec spec, TrustedRoot? root = null) => Failure(Verify(spec.Build(), root ?? Named));

    private static TimestampFailure Failure(TimestampResult result) => result.Should().BeOfType<TimestampResult.Failed>().Subject.Failure;

    private static TimestampResult Verify(byte[] token, TrustedRoot root) => TimestampVerifier.Verify(Respond(token), Signature, root);

    // Octet by octet: a writer of ASN.1 takes no token that is broken.
    private static byte[] Respond(byte[] token)
    {
        byte[] content = [0x30, 3, 2, 1, 0, .. token];
        return [0x30, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];
    }
}
