using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>Statements about an image, in bundles and in <c>.att</c> layers.</summary>
public sealed class AttestationTests
{
    private const string Provenance = "https://slsa.dev/provenance/v1";

    private readonly SigstoreCase _case = new();

    private BundleSpec Good => _case.ImageSignature with { Content = SigstoreCase.Statement(Provenance) };

    [Fact]
    public void A_bundle_with_the_wanted_predicate_is_an_attestation()
    {
        VerifiedAttestation found = Verify(_case.Keyless(), Bundle(Good)).Should().BeOfType<AttestationResult.Verified>().Which.Attestations.Should().ContainSingle().Subject;

        found.Image.Should().Be(SigstoreCase.Image);
        found.Identity.Should().Be($"keyless:{SigstoreCase.Issuer} {SigstoreCase.Subject}");
        found.PredicateType.Should().Be(Provenance);
        found.SignedBy.Should().Be(_case.Now.AddMinutes(1));
        found.Statement.ToArray().Should().Equal(Good.Content);
    }

    [Fact]
    public void A_signature_or_another_predicate_is_no_such_attestation()
    {
        Verify(_case.Keyless(), Bundle(_case.ImageSignature)).Failure().Should().Be(VerificationFailure.PredicateTypeWrong);
        Verify(_case.Keyless(), Bundle(Good with { Content = SigstoreCase.Statement(Provenance + "x") })).Failure().Should().Be(VerificationFailure.PredicateTypeWrong);
        Verify(_case.Keyless(), new SigningKey().Sign(SigstoreCase.Image)).Failure().Should().Be(VerificationFailure.SignerKindMismatch);
        Verify(_case.Keyless()).Failure().Should().Be(VerificationFailure.NoSignature);
    }

    [Fact]
    public void A_simple_signing_layer_of_the_right_key_states_nothing()
    {
        var key = new SigningKey();
        var signer = new SignerRequirement.AnyKey([key.Public], TransparencyLog.NotRequired, new Dictionary<string, string>());

        Verify(signer, key.Sign(SigstoreCase.Image)).Failure().Should().Be(VerificationFailure.PayloadTypeWrong);
    }

    [Fact]
    public void An_attestation_of_another_image_or_signer_is_refused()
    {
        string other = SigstoreCase.SubjectOf(Digest.Of("another image"u8));

        Verify(_case.Keyless(), Bundle(Good with { Content = SigstoreCase.Statement(Provenance, other) })).Failure().Should().Be(VerificationFailure.ImageDigestMismatch);
        Verify(_case.Keyless(subject: "eve@example.com"), Bundle(Good)).Failure().Should().Be(VerificationFailure.SubjectMismatch);
    }

    [Fact]
    public void Every_attestation_is_found_also_several_of_one_signer()
    {
        AttestationResult result = Verify(_case.Keyless(), Bundle(Good), Bundle(Good), Bundle(_case.ImageSignature));

        result.Should().BeOfType<AttestationResult.Verified>().Which.Attestations.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("dsse", "0.0.1")]
    [InlineData("intoto", "0.0.1")]
    [InlineData("intoto", "0.0.2")]
    public void A_stored_envelope_is_verified_with_its_annotations(string kind, string version)
    {
        RawSignature.Attestation layer = Layer(Good with { Kind = kind, Version = version });

        Verify(_case.Keyless(), layer).Should().BeOfType<AttestationResult.Verified>().Which.Attestations.Should().ContainSingle();
    }

    [Fact]
    public void An_old_entry_holds_the_envelope_byte_for_byte()
    {
        RawSignature.Attestation layer = Layer(Good with { Kind = "intoto" });
        byte[] spaced = [.. layer.Envelope.Span, (byte)' '];

        Verify(_case.Keyless(), new RawSignature.Attestation(spaced, Digest.Of(spaced), layer.Annotations)).Failure().Should().Be(VerificationFailure.LogContentMismatch);
    }

    [Fact]
    public void A_stored_envelope_is_checked_before_it_is_read()
    {
        RawSignature.Attestation layer = Layer(Good);
        byte[] broken = "{"u8.ToArray();

        Verify(_case.Keyless(), layer with { EnvelopeDigest = SigstoreCase.Image }).Failure().Should().Be(VerificationFailure.PayloadDigestMismatch);
        Verify(_case.Keyless(), new RawSignature.Attestation(broken, Digest.Of(broken), layer.Annotations)).Failure().Should().Be(VerificationFailure.BundleMalformed);
        Verify(_case.Keyless(), layer with { Annotations = null }).Failure().Should().Be(VerificationFailure.SignerKindMismatch);
    }

    [Fact]
    public void Cosign_stamps_the_stored_envelope_or_the_signature()
    {
        RawSignature.Attestation layer = Layer(Good);
        byte[] signature = Convert.FromBase64String(JsonNode.Parse(layer.Envelope.Span)!["signatures"]![0]!["sig"]!.GetValue<string>());
        SignerRequirement.Keyless signer = _case.Keyless(TrustRequirements.Default.InsecureSkipLog());

        Verify(signer, Stamped(layer, layer.Envelope.Span)).Should().BeOfType<AttestationResult.Verified>();
        Verify(signer, Stamped(layer, signature)).Should().BeOfType<AttestationResult.Verified>();
        Verify(signer, Stamped(layer, Good.Content)).Failure().Should().Be(VerificationFailure.TimestampMissing);
    }

    [Fact]
    public void A_stored_envelope_is_never_an_image_signature()
    {
        RawSignature.Attestation layer = Layer(_case.ImageSignature);

        _case.VerifyImage(_case.Keyless(), layer).Failure().Should().Be(VerificationFailure.PredicateTypeWrong);
    }

    [Fact]
    public void One_attestation_is_found_once_though_several_keys_are_wanted()
    {
        var signer = new SignerRequirement.AnyKey(
            [new SigningKey().Public, TestKeys.Import(_case.Key)], TransparencyLog.NotRequired, new Dictionary<string, string>());

        Verify(signer, Bundle(_case.WithKey(Good))).Should().BeOfType<AttestationResult.Verified>().Which.Attestations.Should().ContainSingle()
            .Which.SignedBy.Should().BeNull();
    }

    [Fact]
    public void A_predicate_type_must_be_named()
    {
        Action verify = () => SignatureVerifier.VerifyAttestation(SigstoreCase.Image, [], _case.Keyless(), " ", CancellationToken.None);

        verify.Should().Throw<ArgumentException>();
    }

    private static AttestationResult Verify(SignerRequirement signer, params RawSignature[] signatures) =>
        SignatureVerifier.VerifyAttestation(SigstoreCase.Image, signatures, signer, Provenance, CancellationToken.None);

    private static RawSignature Bundle(BundleSpec spec) => new RawSignature.Bundle(SigstoreCase.Bytes(spec.Build()));

    private RawSignature.Attestation Stamped(RawSignature.Attestation layer, ReadOnlySpan<byte> stamped)
    {
        string stamp = new JsonObject { ["SignedRFC3161Timestamp"] = Convert.ToBase64String(_case.Sigstore.TimestampAuthority.Stamp(stamped, _case.Now)) }.ToJsonString();
        return layer with { Annotations = layer.Annotations! with { Bundle = null, Rfc3161Timestamp = stamp } };
    }

    private static RawSignature.Attestation Layer(BundleSpec spec)
    {
        JsonObject bundle = spec.Build();
        byte[] envelope = Encoding.UTF8.GetBytes(bundle["dsseEnvelope"]!.ToJsonString());
        return new RawSignature.Attestation(envelope, Digest.Of(envelope), new CosignAnnotations(
            PemEncoding.WriteString("CERTIFICATE", spec.Certificate!.Der),
            null,
            VirtualRekor.Annotation(bundle["verificationMaterial"]!["tlogEntries"]![0]!.AsObject()),
            null));
    }
}
