using System.Text.Json.Nodes;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>Sigstore bundles as signatures of an image.</summary>
public sealed class ImageSignatureTests
{
    private static readonly Digest OtherImage = Digest.Of("another image"u8);

    private readonly SigstoreCase _case = new();

    [Theory]
    [InlineData("cosign3-key-bundle")]
    [InlineData("cosign3-key-bundle-p384")]
    public void What_real_cosign_signed_is_verified(string name)
    {
        string folder = Fixtures.PathOf("cosign", name);
        JsonNode manifest = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")))!;
        string blob = manifest["layers"]![0]!["digest"]!.GetValue<string>()["sha256:".Length..];
        var image = Digest.Parse(File.ReadAllText(Path.Combine(folder, "image.txt")).Trim());
        RawSignature[] signatures = [new RawSignature.Bundle(File.ReadAllBytes(Path.Combine(folder, "blobs", blob)))];
        var signer = new SignerRequirement.AnyKey([Key(folder)], TransparencyLog.NotRequired, new Dictionary<string, string>());

        SignatureVerifier.Verify(image, signatures, signer, CancellationToken.None).Should().BeOfType<VerificationResult.Verified>()
            .Which.Proofs.Should().ContainSingle().Which.Identity.Should().Be("key:" + Key(folder).Fingerprint);
        SignatureVerifier.Verify(OtherImage, signatures, signer, CancellationToken.None).Failure().Should().Be(VerificationFailure.ImageDigestMismatch);
        SignatureVerifier.Verify(image, signatures, _case.AnyKey(TransparencyLog.NotRequired), CancellationToken.None).Failure().Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Fact]
    public void A_bundle_with_cosigns_predicate_is_a_signature_by_certificate_or_key()
    {
        VerificationResult.Verified verified = _case.VerifyImage(_case.Keyless(), Raw(_case.ImageSignature)).Should().BeOfType<VerificationResult.Verified>().Subject;

        verified.Proofs.Should().ContainSingle();
        verified.Proofs[0].Image.Should().Be(SigstoreCase.Image);
        verified.Proofs[0].Identity.Should().Be($"keyless:{SigstoreCase.Issuer} {SigstoreCase.Subject}");
        verified.Proofs[0].SignedBy.Should().Be(_case.Now.AddMinutes(1));
        _case.VerifyImage(_case.AnyKey(), Raw(_case.WithKey(_case.ImageSignature))).Should().BeOfType<VerificationResult.Verified>();
    }

    [Theory]
    [InlineData("https://slsa.dev/provenance/v1")]
    [InlineData("https://sigstore.dev/cosign/sign/v2")]
    [InlineData("https://sigstore.dev/cosign/sign/v1/")]
    [InlineData("")]
    public void Another_statement_about_the_image_is_no_signature(string predicateType) =>
        Refused(_case.ImageSignature with { Content = SigstoreCase.Statement(predicateType) }, VerificationFailure.PredicateTypeWrong);

    [Fact]
    public void The_statement_must_be_one_and_be_of_this_image()
    {
        BundleSpec good = _case.ImageSignature;

        Refused(good with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, SigstoreCase.SubjectOf(OtherImage)) }, VerificationFailure.ImageDigestMismatch);
        Refused(good with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, "") }, VerificationFailure.ImageDigestMismatch);
        Refused(good with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, """{"name":"app","digest":{}}""") }, VerificationFailure.ImageDigestMismatch);
        Refused(good with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, type: "https://in-toto.io/Statement/v2") }, VerificationFailure.PayloadTypeWrong);
        Refused(good with { PayloadType = "application/json" }, VerificationFailure.PayloadTypeWrong);
        Refused(good with { Content = [.. good.Content, (byte)'x'] }, VerificationFailure.PayloadMalformed);
        Refused(good with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, "7") }, VerificationFailure.PayloadMalformed);
    }

    [Fact]
    public void Subjects_and_digests_are_bounded()
    {
        static string Subjects(int count) => string.Join(',', Enumerable.Repeat(SigstoreCase.SubjectOf(SigstoreCase.Image), count));
        static string Digests(int count) => $$$"""{"digest":{{{{string.Join(',', Enumerable.Range(0, count - 1).Select(index => $"\"a{index}\":\"00\"").Append($"\"sha256\":\"{SigstoreCase.Image.Hex}\""))}}}} }""";

        Accepted(_case.ImageSignature with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, Subjects(Limits.MaxSubjects)) });
        Refused(_case.ImageSignature with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, Subjects(Limits.MaxSubjects + 1)) }, VerificationFailure.PayloadMalformed);
        Accepted(_case.ImageSignature with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, Digests(Limits.MaxSubjectDigests)) });
        Refused(_case.ImageSignature with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, Digests(Limits.MaxSubjectDigests + 1)) }, VerificationFailure.PayloadMalformed);
    }

    [Fact]
    public void A_signature_over_the_manifest_itself_says_nothing_of_an_image() =>
        _case.VerifyImage(_case.Keyless(), Raw(_case.Blob with { Content = "an image"u8.ToArray() })).Failure().Should().Be(VerificationFailure.PayloadTypeWrong);

    [Theory]
    [InlineData("""{"env":"prod"}""", true)]
    [InlineData("""{"env":"prod","more":"x"}""", true)]
    [InlineData("""{"env":"dev"}""", false)]
    [InlineData("""{"env":["prod"]}""", false)]
    [InlineData("{}", false)]
    public void Annotations_stand_at_the_images_own_subject(string annotations, bool expected)
    {
        BundleSpec spec = _case.WithKey(_case.ImageSignature) with
        {
            Content = SigstoreCase.Statement(
                SigstoreCase.SignPredicate,
                SigstoreCase.SubjectOf(SigstoreCase.Image, annotations) + "," + SigstoreCase.SubjectOf(OtherImage, """{"env":"prod"}""")),
        };
        var signer = new SignerRequirement.AnyKey([TestKeys.Import(_case.Key)], TransparencyLog.NotRequired, new Dictionary<string, string> { ["env"] = "prod" });

        VerificationResult result = _case.VerifyImage(signer, Raw(spec));

        if (expected)
        {
            result.Should().BeOfType<VerificationResult.Verified>();
        }
        else
        {
            result.Failure().Should().Be(VerificationFailure.AnnotationMismatch);
        }
    }

    [Fact]
    public void The_reason_is_that_of_the_signature_that_came_furthest_in_any_order()
    {
        RawSignature provenance = Raw(_case.ImageSignature with { Content = SigstoreCase.Statement("https://slsa.dev/provenance/v1") });
        RawSignature ofSomebodyElse = Raw(_case.ImageSignature with { Certificate = _case.Sigstore.Issue(new LeafRequest { Subject = "eve@example.com" }) });
        RawSignature broken = new RawSignature.Bundle("{}"u8.ToArray());

        _case.VerifyImage(_case.Keyless(), broken, ofSomebodyElse, provenance).Failure().Should().Be(VerificationFailure.SubjectMismatch);
        _case.VerifyImage(_case.Keyless(), provenance, ofSomebodyElse, broken).Failure().Should().Be(VerificationFailure.SubjectMismatch);
        _case.VerifyImage(_case.Keyless(), provenance, broken).Failure().Should().Be(VerificationFailure.PredicateTypeWrong);
        _case.VerifyImage(_case.Keyless(), broken, Raw(_case.ImageSignature), provenance).Should().BeOfType<VerificationResult.Verified>();
    }

    [Fact]
    public void Every_distinct_identity_is_proven_once()
    {
        BundleSpec other = _case.ImageSignature with { Certificate = _case.Sigstore.Issue(new LeafRequest { Subject = "bob@example.com" }) };

        VerificationResult result = _case.VerifyImage(
            _case.Keyless(subject: "*"), Raw(_case.ImageSignature), Raw(_case.ImageSignature), Raw(other), Raw(other));

        result.Should().BeOfType<VerificationResult.Verified>().Which.Proofs.Select(proof => proof.Identity)
            .Should().Equal($"keyless:{SigstoreCase.Issuer} {SigstoreCase.Subject}", $"keyless:{SigstoreCase.Issuer} bob@example.com");
    }

    [Fact]
    public void A_forged_signature_in_a_proven_name_changes_nothing()
    {
        JsonObject forged = _case.ImageSignature.Build();
        forged["dsseEnvelope"]!["signatures"]![0]!["sig"] = "AAAA";

        _case.VerifyImage(_case.Keyless(), new RawSignature.Bundle(SigstoreCase.Bytes(forged)), Raw(_case.ImageSignature)).Should().BeOfType<VerificationResult.Verified>()
            .Which.Proofs.Should().ContainSingle();
        _case.VerifyImage(_case.Keyless(), new RawSignature.Bundle(SigstoreCase.Bytes(forged))).Failure().Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Fact]
    public void A_log_that_is_demanded_of_a_key_needs_a_trusted_root()
    {
        var signer = new SignerRequirement.AnyKey([TestKeys.Import(_case.Key)], TransparencyLog.Required, new Dictionary<string, string>());

        _case.VerifyImage(signer, Raw(_case.WithKey(_case.ImageSignature))).Failure().Should().Be(VerificationFailure.LogEntryMissing);
    }

    private static RawSignature Raw(BundleSpec spec) => new RawSignature.Bundle(SigstoreCase.Bytes(spec.Build()));

    private static PublicKey Key(string folder) =>
        PublicKeyPem.TryParse(File.ReadAllText(Path.Combine(folder, "cosign.pub")), KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out string? error)
            ? keys[0]
            : throw new InvalidDataException(error);

    private void Accepted(BundleSpec spec) => _case.VerifyImage(_case.Keyless(), Raw(spec)).Should().BeOfType<VerificationResult.Verified>();

    private void Refused(BundleSpec spec, VerificationFailure expected) => _case.VerifyImage(_case.Keyless(), Raw(spec)).Failure().Should().Be(expected);
}
