using System.Security.Cryptography;
using System.Text;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;

namespace ImageGate.Sigstore.Tests;

public sealed class SignatureVerifierTests
{
    private static readonly Digest Image = Digest.Of("an image"u8);
    private static readonly Digest OtherImage = Digest.Of("another image"u8);

    public static TheoryData<string> RealCases =>
        ["p256", "p384", "p521", "rsa2048", "rsa3072", "rsa4096", "ed25519", "p256-annotations", "p256-recursive-index", "cosign3-key-sig", "cosign3-key-sig-p384"];

    [Theory]
    [MemberData(nameof(RealCases))]
    public void What_real_cosign_signed_is_verified(string name)
    {
        CosignFixture real = CosignFixture.Read(name);

        VerificationResult result = Verify(real.Image, real.Signatures, Signer([real.Key()]));

        VerifiedSignature proof = result.Should().BeOfType<VerificationResult.Verified>().Which.Proofs.Should().ContainSingle().Subject;
        proof.Image.Should().Be(real.Image);
        proof.Identity.Should().Be("key:" + real.Key().Fingerprint);
    }

    [Theory]
    [MemberData(nameof(RealCases))]
    public void What_real_cosign_signed_is_refused_for_another_key_of_the_same_kind(string name)
    {
        CosignFixture real = CosignFixture.Read(name);
        PublicKey other = real.Key().Algorithm switch
        {
            "ECDSA P-256" => TestKeys.Import(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
            "ECDSA P-384" => TestKeys.Import(ECDsa.Create(ECCurve.NamedCurves.nistP384)),
            "ECDSA P-521" => TestKeys.Import(ECDsa.Create(ECCurve.NamedCurves.nistP521)),
            "Ed25519" => TestKeys.ImportEd25519(Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")),
            string rsa => TestKeys.Import(RSA.Create(int.Parse(rsa[4..], System.Globalization.CultureInfo.InvariantCulture))),
        };

        Failure(Verify(real.Image, real.Signatures, Signer([other]))).Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Theory]
    [MemberData(nameof(RealCases))]
    public void What_real_cosign_signed_is_refused_for_another_image(string name)
    {
        CosignFixture real = CosignFixture.Read(name);

        Failure(Verify(OtherImage, real.Signatures, Signer([real.Key()]))).Should().Be(VerificationFailure.ImageDigestMismatch);
    }

    [Theory]
    [MemberData(nameof(RealCases))]
    public void One_flipped_bit_in_the_payload_is_noticed(string name)
    {
        CosignFixture real = CosignFixture.Read(name);
        RawSignature.SimpleSigning good = real.Signatures[0];
        byte[] payload = good.Payload.ToArray();
        payload[^2] ^= 1;

        Failure(Verify(real.Image, [good with { Payload = payload }], Signer([real.Key()]))).Should().Be(VerificationFailure.PayloadDigestMismatch);
        Failure(Verify(real.Image, [good with { Payload = payload, PayloadDigest = Digest.Of(payload) }], Signer([real.Key()])))
            .Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Theory]
    [MemberData(nameof(RealCases))]
    public void One_flipped_bit_in_the_signature_is_noticed(string name)
    {
        CosignFixture real = CosignFixture.Read(name);
        byte[] signature = Convert.FromBase64String(real.Signatures[0].Signature);
        signature[^1] ^= 1;

        Failure(Verify(real.Image, [real.Signatures[0] with { Signature = Convert.ToBase64String(signature) }], Signer([real.Key()])))
            .Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Fact]
    public void Two_keys_of_one_signer_give_two_proofs()
    {
        CosignFixture real = CosignFixture.Read("p256-two-signatures");

        Verify(real.Image, real.Signatures, Signer([real.Key(), real.Key("cosign-2.pub")]))
            .Should().BeOfType<VerificationResult.Verified>().Which.Proofs.Select(proof => proof.Identity).Should().OnlyHaveUniqueItems().And.HaveCount(2);
    }

    [Fact]
    public void A_bad_signature_beside_a_good_one_does_no_harm()
    {
        var key = new SigningKey();
        RawSignature garbage = new RawSignature.SimpleSigning("x"u8.ToArray(), Image, "%");

        Verify(Image, [garbage, key.Sign(OtherImage), key.Sign(Image)], Signer([key.Public])).Should().BeOfType<VerificationResult.Verified>();
        Failure(Verify(Image, [garbage, key.Sign(OtherImage)], Signer([key.Public]))).Should().Be(VerificationFailure.ImageDigestMismatch);
    }

    [Fact]
    public void Without_any_signature_the_reason_is_that()
    {
        Failure(Verify(Image, [], Signer([new SigningKey().Public]))).Should().Be(VerificationFailure.NoSignature);
    }

    [Fact]
    public void A_thousand_signatures_are_looked_at_and_one_more_is_not()
    {
        var key = new SigningKey();
        RawSignature bad = new RawSignature.SimpleSigning("x"u8.ToArray(), Image, "AA==");
        RawSignature[] thousand = [.. Enumerable.Repeat(bad, Limits.MaxSignatures - 1), key.Sign(Image)];

        Verify(Image, thousand, Signer([key.Public])).Should().BeOfType<VerificationResult.Verified>();
        Failure(Verify(Image, [.. thousand, bad], Signer([key.Public]))).Should().Be(VerificationFailure.TooManySignatures);
    }

    [Fact]
    public void A_payload_over_the_bound_is_refused_and_one_at_the_bound_is_read()
    {
        var key = new SigningKey();
        string json = SigningKey.Payload(Image);
        RawSignature AtLength(int length) => key.SignText(json.PadRight(length));

        Verify(Image, [AtLength(Limits.MaxPayloadBytes)], Signer([key.Public])).Should().BeOfType<VerificationResult.Verified>();
        Failure(Verify(Image, [AtLength(Limits.MaxPayloadBytes + 1)], Signer([key.Public]))).Should().Be(VerificationFailure.PayloadDigestMismatch);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%%")]
    [InlineData("AA=")]
    [InlineData("AA==AA==")]
    public void A_signature_that_is_not_base64_is_refused(string signature)
    {
        var key = new SigningKey();

        Failure(Verify(Image, [key.Sign(Image) with { Signature = signature }], Signer([key.Public]))).Should().Be(VerificationFailure.SignatureMalformed);
    }

    [Fact]
    public void A_signature_over_the_bound_is_refused()
    {
        var key = new SigningKey();

        Failure(Verify(Image, [key.Sign(Image) with { Signature = new string('A', Limits.MaxSignatureCharacters + 4) }], Signer([key.Public])))
            .Should().Be(VerificationFailure.SignatureMalformed);
    }

    [Fact]
    public void A_signature_in_the_other_format_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] payload = Encoding.UTF8.GetBytes(SigningKey.Payload(Image));
        string p1363 = Convert.ToBase64String(key.SignData(payload, HashAlgorithmName.SHA256));
        string der = Convert.ToBase64String(key.SignData(payload, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        Verify(Image, [new RawSignature.SimpleSigning(payload, Digest.Of(payload), der)], Signer([TestKeys.Import(key)])).Should().BeOfType<VerificationResult.Verified>();
        Failure(Verify(Image, [new RawSignature.SimpleSigning(payload, Digest.Of(payload), p1363)], Signer([TestKeys.Import(key)])))
            .Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},"optional":null} x""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},"optional":null,}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},/*x*/"optional":null}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"E","docker-manifest-digest":"D"},"type":"T"},"optional":null}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},"optional":null}""")]
    [InlineData("""{"Critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},"optional":null}""")]
    [InlineData("""{"critical":{"Identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},"optional":null}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"Docker-manifest-digest":"D"},"type":"T"},"optional":null}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"Type":"T"},"optional":null}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T","more":1},"optional":null}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D","more":1},"type":"T"},"optional":null}""")]
    [InlineData("""{"critical":{"identity":{},"image":{"docker-manifest-digest":"D"},"type":"T"},"optional":null}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":["D"]},"type":"T"},"optional":null}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":1},"optional":null}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},"optional":[]}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},"optional":{"a":"1","a":"2"}}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},"optional":{"a":"\ud800"}}""")]
    [InlineData("""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"D"},"type":"T"},"optional":{"a":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}}""")]
    public void A_signed_payload_that_is_not_strict_simple_signing_is_refused(string template)
    {
        var key = new SigningKey();
        string payload = template.Replace("\"D\"", $"\"{Image}\"", StringComparison.Ordinal)
            .Replace("\"E\"", $"\"{OtherImage}\"", StringComparison.Ordinal)
            .Replace("\"T\"", "\"cosign container image signature\"", StringComparison.Ordinal);

        Failure(Verify(Image, [key.SignText(payload)], Signer([key.Public]))).Should().Be(VerificationFailure.PayloadMalformed);
    }

    [Fact]
    public void A_signed_payload_with_invalid_utf8_is_refused()
    {
        var key = new SigningKey();
        byte[] payload = Encoding.Latin1.GetBytes(SigningKey.Payload(Image, """{"a":"é"}"""));

        Failure(Verify(Image, [key.SignBytes(payload)], Signer([key.Public]))).Should().Be(VerificationFailure.PayloadMalformed);
    }

    [Theory]
    [InlineData("atomic container signature")]
    [InlineData("Cosign container image signature")]
    [InlineData("cosign container image signature ")]
    [InlineData("")]
    public void A_signed_payload_of_another_type_is_refused(string type)
    {
        var key = new SigningKey();

        Failure(Verify(Image, [key.SignText(SigningKey.Payload(Image, "null", type))], Signer([key.Public]))).Should().Be(VerificationFailure.PayloadTypeWrong);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha512:")]
    [InlineData("SHA256:")]
    public void Another_spelling_of_the_digest_is_another_digest(string prefix)
    {
        var key = new SigningKey();
        string payload = SigningKey.Payload(Image).Replace(Image.ToString(), prefix == "sha256:" ? prefix + Image.Hex.ToUpperInvariant() : prefix + Image.Hex, StringComparison.Ordinal);

        Failure(Verify(Image, [key.SignText(payload)], Signer([key.Public]))).Should().Be(VerificationFailure.ImageDigestMismatch);
    }

    [Theory]
    [InlineData("""{"env":"prod"}""", null)]
    [InlineData("""{"env":"prod","more":"x","number":1}""", null)]
    [InlineData("""{"env":"dev"}""", "env=dev")]
    [InlineData("""{"env":"Prod"}""", "env=Prod")]
    [InlineData("""{"Env":"prod"}""", "no annotation env=prod")]
    [InlineData("""{"env":["prod"]}""", "no annotation env=prod")]
    [InlineData("""{}""", "no annotation env=prod")]
    [InlineData("null", "no annotation env=prod")]
    public void A_demanded_annotation_must_stand_in_the_signed_payload(string optional, string? reason)
    {
        var key = new SigningKey();
        var signer = new SignerRequirement.AnyKey([key.Public], TransparencyLog.NotRequired, new Dictionary<string, string> { ["env"] = "prod" });

        VerificationResult result = Verify(Image, [key.SignText(SigningKey.Payload(Image, optional))], signer);

        if (reason is null)
        {
            result.Should().BeOfType<VerificationResult.Verified>();
        }
        else
        {
            VerificationResult.Failed failed = result.Should().BeOfType<VerificationResult.Failed>().Subject;
            failed.Failure.Should().Be(VerificationFailure.AnnotationMismatch);
            failed.Detail.Should().Contain(reason);
        }
    }

    [Fact]
    public void Annotations_of_two_signatures_are_not_added_up()
    {
        var key = new SigningKey();
        var signer = new SignerRequirement.AnyKey([key.Public], TransparencyLog.NotRequired, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });

        RawSignature[] apart = [key.SignText(SigningKey.Payload(Image, """{"a":"1"}""")), key.SignText(SigningKey.Payload(Image, """{"b":"2"}"""))];
        Failure(Verify(Image, apart, signer)).Should().Be(VerificationFailure.AnnotationMismatch);
        Verify(Image, [key.SignText(SigningKey.Payload(Image, """{"a":"1","b":"2"}"""))], signer).Should().BeOfType<VerificationResult.Verified>();
    }

    [Fact]
    public void A_demanded_log_entry_that_nobody_verified_is_a_refusal()
    {
        var key = new SigningKey();

        Failure(Verify(Image, [key.Sign(Image)], new SignerRequirement.AnyKey([key.Public], TransparencyLog.Required, new Dictionary<string, string>())))
            .Should().Be(VerificationFailure.LogEntryMissing);
        default(TransparencyLog).Should().Be(TransparencyLog.Required);
    }

    [Fact]
    public void A_detail_shows_nothing_but_printable_ascii_of_what_a_stranger_wrote()
    {
        var key = new SigningKey();
        string type = "\\u001b[31m\\n" + new string('x', 5000);

        VerificationResult result = Verify(Image, [key.SignText(SigningKey.Payload(Image, "null", type))], Signer([key.Public]));

        string detail = result.Should().BeOfType<VerificationResult.Failed>().Which.Detail;
        detail.Should().MatchRegex(@"\A[ -~…]+\z");
        detail.Length.Should().BeLessThan(300);
    }

    [Fact]
    public void A_signer_without_keys_cannot_be_made()
    {
        Action make = () => Signer([]);

        make.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_passed_deadline_is_no_answer()
    {
        var key = new SigningKey();
        Action verify = () => SignatureVerifier.Verify(Image, [key.Sign(Image)], Signer([key.Public]), new CancellationToken(true));

        verify.Should().Throw<OperationCanceledException>();
    }

    private static VerificationResult Verify(Digest image, IReadOnlyList<RawSignature> signatures, SignerRequirement signer) =>
        SignatureVerifier.Verify(image, signatures, signer, CancellationToken.None);

    private static SignerRequirement.AnyKey Signer(IReadOnlyList<PublicKey> keys) => new(keys, TransparencyLog.NotRequired, new Dictionary<string, string>());

    private static VerificationFailure Failure(VerificationResult result) => result.Should().BeOfType<VerificationResult.Failed>().Which.Failure;
}
