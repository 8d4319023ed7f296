using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Attacks;

/// <summary>What somebody who may push to the repository, but has not the key, tries with things that the key did sign.</summary>
public sealed class KeyAttackTests
{
    private static readonly Digest Other = Digest.Of("another image"u8);

    private readonly SigstoreCase _case = new();

    private BundleSpec Signature => _case.WithKey(_case.ImageSignature);

    [Fact]
    public void The_signature_of_an_envelope_is_none_of_a_layer_with_the_same_bytes()
    {
        JsonObject bundle = Signature.Build();
        byte[] encoded = new DsseEnvelope(BundleSpec.InToto, Signature.Content, default).PreAuthenticationEncoding();

        Verify(Layer(encoded, SignatureOf(bundle))).Failure().Should().Be(VerificationFailure.PayloadMalformed, "the key signed just these bytes, but they are no payload");
    }

    [Fact]
    public void The_signature_of_a_layer_is_none_of_an_envelope_or_a_message()
    {
        byte[] payload = CosignKey.Payload(SigstoreCase.Image);
        byte[] signature = _case.Key.SignData(payload, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        JsonObject envelope = Signature.Build();
        envelope["dsseEnvelope"]!["payload"] = Convert.ToBase64String(payload);
        envelope["dsseEnvelope"]!["signatures"]![0]!["sig"] = Convert.ToBase64String(signature);
        JsonObject message = _case.WithKey(_case.Blob).Build();
        message["messageSignature"] = new JsonObject { ["signature"] = Convert.ToBase64String(signature) };

        Verify(Layer(payload, signature)).Should().BeOfType<VerificationResult.Verified>();
        Verify(Bundle(envelope)).Failure().Should().Be(VerificationFailure.SignatureInvalid);
        Verify(Bundle(message)).Failure().Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Theory]
    [InlineData("""{"digest":{"sha512":"IMAGE"} }""", VerificationFailure.ImageDigestMismatch)]                    // the value under another name
    [InlineData("""{"digest":{"SHA256":"IMAGE","sha256":"OTHER"} }""", VerificationFailure.ImageDigestMismatch)]
    [InlineData("""{"digest":{"sha256":"OTHER"},"name":"IMAGE","uri":"pkg:oci/app@sha256:IMAGE"}""", VerificationFailure.ImageDigestMismatch)]
    [InlineData("""{"digest":{"sha256":"sha256:IMAGE"} }""", VerificationFailure.ImageDigestMismatch)]
    [InlineData("""{"digest":{"sha256":"IMAGE\n"} }""", VerificationFailure.ImageDigestMismatch)]
    [InlineData("""{"digest":{"sha256":["IMAGE"]} }""", VerificationFailure.ImageDigestMismatch)]
    [InlineData("""{"digest":{"sha256":"OTHER"},"Digest":{"sha256":"IMAGE"} }""", VerificationFailure.ImageDigestMismatch)]
    [InlineData("""{"digest":{"sha256":"OTHER"},"digest":{"sha256":"IMAGE"} }""", VerificationFailure.PayloadMalformed)]
    [InlineData("""{"digest":{"sha256":"OTHER"},"di\u0067est":{"sha256":"IMAGE"} }""", VerificationFailure.PayloadMalformed)]
    [InlineData("""{"digest":{"sha256":"OTHER","sha\u003256":"IMAGE"} }""", VerificationFailure.PayloadMalformed)]
    [InlineData("""{"digest":{"sha256":"IMAGE"} }""", null)]
    public void A_subject_is_the_image_only_under_the_one_name(string subject, VerificationFailure? expected)
    {
        string filled = subject.Replace("IMAGE", SigstoreCase.Image.Hex, StringComparison.Ordinal).Replace("OTHER", Other.Hex, StringComparison.Ordinal);
        VerificationResult result = Verify(Bundle((Signature with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, filled) }).Build()));

        Check(result, expected);
    }

    [Theory]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","subject":[OTHER],"Subject":[IMAGE],"predicateType":"SIGN"}""", VerificationFailure.ImageDigestMismatch)]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","subject":[OTHER],"s\u0075bject":[IMAGE],"predicateType":"SIGN"}""", VerificationFailure.PayloadMalformed)]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","subject":[IMAGE],"predicateType":"x","PredicateType":"SIGN"}""", VerificationFailure.PredicateTypeWrong)]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","subject":[IMAGE],"predicateType":"SIGN "}""", VerificationFailure.PredicateTypeWrong)]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","subject":[IMAGE],"predicateType":"SIGN","predicateType":"SIGN"}""", VerificationFailure.PayloadMalformed)]
    [InlineData("""{"_type":"https://in-toto.io/statement/v1","subject":[IMAGE],"predicateType":"SIGN"}""", VerificationFailure.PayloadTypeWrong)]
    [InlineData("""{"subject":[IMAGE],"predicateType":"SIGN"}""", VerificationFailure.PayloadTypeWrong)]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","subject":IMAGE,"predicateType":"SIGN"}""", VerificationFailure.PayloadMalformed)]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","subject":[IMAGE],"predicateType":"SIGN"} {}""", VerificationFailure.PayloadMalformed)]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","subject":[OTHER,IMAGE],"predicateType":"SIGN"}""", null)]
    public void A_statement_says_one_thing_to_all_readers(string statement, VerificationFailure? expected)
    {
        string filled = statement
            .Replace("IMAGE", SigstoreCase.SubjectOf(SigstoreCase.Image), StringComparison.Ordinal)
            .Replace("OTHER", SigstoreCase.SubjectOf(Other), StringComparison.Ordinal)
            .Replace("SIGN", SigstoreCase.SignPredicate, StringComparison.Ordinal);

        Check(Verify(Bundle((Signature with { Content = Encoding.UTF8.GetBytes(filled) }).Build())), expected);
    }

    [Theory]
    [InlineData("application/vnd.in-toto+json; charset=utf-8")]
    [InlineData("application/vnd.in-toto+JSON")]
    [InlineData("")]
    public void A_statement_that_was_signed_as_another_type_is_none(string type) =>
        Verify(Bundle((Signature with { PayloadType = type }).Build())).Failure().Should().Be(VerificationFailure.PayloadTypeWrong);

    [Fact]
    public void A_type_that_is_changed_afterwards_is_not_the_signed_one()
    {
        JsonObject bundle = (Signature with { PayloadType = "text/plain" }).Build();
        bundle["dsseEnvelope"]!["payloadType"] = BundleSpec.InToto;

        Verify(Bundle(bundle)).Failure().Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Fact]
    public void The_other_form_of_a_signature_is_no_second_signer_and_not_the_one_in_the_log()
    {
        JsonObject bundle = Signature.Build();
        JsonObject turned = bundle.DeepClone().AsObject();
        turned["dsseEnvelope"]!["signatures"]![0]!["sig"] = Convert.ToBase64String(Turned(SignatureOf(bundle)));
        SignerRequirement noLog = _case.AnyKey(TransparencyLog.NotRequired);

        Verify(noLog, Bundle(turned)).Should().BeOfType<VerificationResult.Verified>("(r, n - s) is a signature of the same key");
        Verify(noLog, Bundle(bundle), Bundle(turned)).Should().BeOfType<VerificationResult.Verified>().Which.Proofs.Should().ContainSingle();
        Verify(_case.AnyKey(), Bundle(turned)).Failure().Should().Be(VerificationFailure.LogSignatureMismatch);
    }

    [Fact]
    public void One_key_in_two_encodings_is_one_signer()
    {
        using var rsa = RSA.Create(2_048);
        byte[] usual = rsa.ExportSubjectPublicKeyInfo();
        byte[] withoutNull = WithoutNull(rsa);

        bool isRead = PublicKey.TryImport(withoutNull, KeyHash.Default, out PublicKey? other, out _);

        withoutNull.Should().NotEqual(usual);
        (isRead ? other!.Fingerprint : TestKeys.Import(rsa).Fingerprint).Should().Be(TestKeys.Import(rsa).Fingerprint);
    }

    [Fact]
    public void The_key_of_the_log_signs_no_images()
    {
        BundleSpec byLog = Signature with { Key = _case.LogV1.Key };

        Verify(Bundle(byLog.Build())).Failure().Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Fact]
    public void An_entry_of_the_same_payload_by_the_same_key_under_another_signature_is_refused()
    {
        BundleSpec later = Signature with { Logged = claim => claim with { Signature = _case.Key.SignData("x"u8, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) } };

        Verify(Bundle(later.Build())).Failure().Should().Be(VerificationFailure.LogSignatureMismatch);
    }

    private VerificationResult Verify(params RawSignature[] signatures) =>
        Verify(_case.AnyKey(signatures[0] is RawSignature.SimpleSigning ? TransparencyLog.NotRequired : TransparencyLog.Required), signatures);

    private VerificationResult Verify(SignerRequirement signer, params RawSignature[] signatures) => _case.VerifyImage(signer, signatures);

    private static RawSignature.Bundle Bundle(JsonNode json) => new(SigstoreCase.Bytes(json));

    private static RawSignature.SimpleSigning Layer(byte[] payload, byte[] signature) => new(payload, Digest.Of(payload), Convert.ToBase64String(signature));

    private static byte[] SignatureOf(JsonObject bundle) => Convert.FromBase64String(bundle["dsseEnvelope"]!["signatures"]![0]!["sig"]!.GetValue<string>());

    private static void Check(VerificationResult result, VerificationFailure? expected)
    {
        if (expected is { } failure)
        {
            result.Failure().Should().Be(failure);
        }
        else
        {
            result.Should().BeOfType<VerificationResult.Verified>();
        }
    }

    private static byte[] Turned(byte[] signature)
    {
        var order = BigInteger.Parse("115792089210356248762697446949407573529996955224135760342422259061068512044369", null);
        AsnReader pair = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(pair.ReadInteger());
            writer.WriteInteger(order - pair.ReadInteger());
        }

        return writer.Encode();
    }

    private static byte[] WithoutNull(RSA rsa)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.1.1");
            }

            writer.WriteBitString(rsa.ExportRSAPublicKey());
        }

        return writer.Encode();
    }
}
