using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>Every check after the log, broken one by one.</summary>
public sealed class BundleVerifierTests
{
    private readonly SigstoreCase _case = new();

    [Fact]
    public void A_bundle_tells_who_signed_and_when()
    {
        BundleResult.Verified verified = _case.Verify((_case.Blob with { StampTime = _case.Now.AddMinutes(2) }).Build()).Should().BeOfType<BundleResult.Verified>().Subject;

        verified.Identity.Should().Be($"keyless:{SigstoreCase.Issuer} {SigstoreCase.Subject}");
        verified.Times.Should().Equal(_case.Now.AddMinutes(1), _case.Now.AddMinutes(2));
    }

    [Fact]
    public void A_digest_is_enough_for_an_artifact_but_must_be_the_right_one()
    {
        ReadOnlyMemory<byte> bundle = SigstoreCase.Bytes(_case.Blob.Build());

        BundleVerifier.Verify(bundle, Artifact.Of(Digest.Of(SigstoreCase.ArtifactBytes)), _case.Keyless()).Should().BeOfType<BundleResult.Verified>();
        BundleVerifier.Verify(bundle, Artifact.Of(SigstoreCase.Image), _case.Keyless()).Failure().Should().Be(VerificationFailure.MessageDigestMismatch);
    }

    [Theory]
    [InlineData("algorithm", "SHA2_512")]
    [InlineData("algorithm", "SHA1")]
    [InlineData("algorithm", "")]
    [InlineData("digest", "AAAA")]
    public void A_digest_in_the_bundle_is_only_a_hint_but_must_not_be_wrong(string name, string value)
    {
        JsonObject bundle = _case.Blob.Build();
        bundle["messageSignature"]!["messageDigest"]![name] = value;

        _case.Verify(bundle).Failure().Should().Be(VerificationFailure.MessageDigestMismatch);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]                                                 // cosign 3, for pure Ed25519
    public void Without_the_hint_the_signature_alone_decides(string? hint)
    {
        JsonObject bundle = (_case.Blob with { Content = "another artifact"u8.ToArray() }).Build();
        JsonObject good = _case.Blob.Build();
        bundle["messageSignature"]!["messageDigest"] = hint is null ? null : JsonNode.Parse(hint);
        good["messageSignature"]!["messageDigest"] = hint is null ? null : JsonNode.Parse(hint);

        _case.Verify(good).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(bundle).Failure().Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Fact]
    public void An_ed25519_key_signs_messages_in_both_variants_and_envelopes_in_the_pure_one()
    {
        var key = new Ed25519TestKey();
        var signer = new SignerRequirement.AnyKey([key.Public], TransparencyLog.NotRequired, new Dictionary<string, string>());
        byte[] artifact = SigstoreCase.ArtifactBytes;
        byte[] statement = SigstoreCase.Statement("https://example.com/p", SigstoreCase.SubjectOf(Digest.Of(artifact)));
        byte[] encoded = new DsseEnvelope(BundleSpec.InToto, statement, default).PreAuthenticationEncoding();

        _case.Verify(Ed25519Bundle(key.Sign(artifact)), signer).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(Ed25519Bundle(key.SignPrehashed(artifact)), signer).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(Ed25519Bundle(key.SignPrehashed("another artifact"u8)), signer).Failure().Should().Be(VerificationFailure.SignatureInvalid);
        _case.Verify(Ed25519Bundle(key.Sign(encoded), statement), signer).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(Ed25519Bundle(key.SignPrehashed(encoded), statement), signer).Failure().Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Fact]
    public void A_key_and_a_certificate_are_two_things()
    {
        _case.Verify(_case.WithKey(_case.Blob).Build()).Failure().Should().Be(VerificationFailure.SignerKindMismatch);
        _case.Verify(_case.Blob.Build(), _case.AnyKey()).Failure().Should().Be(VerificationFailure.SignerKindMismatch);
        _case.Verify(_case.WithKey(_case.Blob).Build(), _case.AnyKey()).Should().BeOfType<BundleResult.Verified>();
    }

    [Fact]
    public void Another_key_is_refused_whatever_the_log_says()
    {
        JsonObject bundle = (_case.WithKey(_case.Blob) with { Key = ECDsa.Create(ECCurve.NamedCurves.nistP256) }).Build();

        _case.Verify(bundle, _case.AnyKey()).Failure().Should().Be(VerificationFailure.SignatureInvalid);
        _case.Verify(bundle, _case.AnyKey(TransparencyLog.NotRequired)).Failure().Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Fact]
    public void A_key_needs_a_log_entry_only_where_one_is_demanded()
    {
        JsonObject bundle = (_case.WithKey(_case.Blob) with { Log = null }).Build();

        _case.Verify(bundle, _case.AnyKey()).Failure().Should().Be(VerificationFailure.LogEntryMissing);
        _case.Verify(bundle, _case.AnyKey(TransparencyLog.NotRequired)).Should().BeOfType<BundleResult.Verified>();
    }

    [Theory]
    [InlineData("AAAA")]
    public void A_certificate_that_cannot_be_read_is_refused(string rawBytes)
    {
        JsonObject bundle = _case.Blob.Build();
        bundle["verificationMaterial"]!["certificate"]!["rawBytes"] = rawBytes;

        _case.Verify(bundle).Failure().Should().Be(VerificationFailure.CertificateMalformed);
    }

    [Fact]
    public void Bytes_after_the_certificate_are_refused()
    {
        JsonObject bundle = _case.Blob.Build();
        bundle["verificationMaterial"]!["certificate"]!["rawBytes"] = Convert.ToBase64String([.. _case.Certificate.Der, 0]);

        _case.Verify(bundle).Failure().Should().Be(VerificationFailure.CertificateMalformed);
    }

    [Fact]
    public void Every_verified_time_must_fit_the_certificate()
    {
        _case.Verify((_case.Blob with { StampTime = _case.Now.AddMinutes(11) }).Build()).Failure().Should().Be(VerificationFailure.CertificateTimeMismatch);
        _case.Verify((_case.Blob with { StampTime = _case.Now.AddMinutes(10) }).Build()).Should().BeOfType<BundleResult.Verified>("both ends are inclusive");
        _case.Verify((_case.Blob with { IntegratedTime = _case.Now.AddSeconds(-1) }).Build()).Failure().Should().Be(VerificationFailure.CertificateTimeMismatch);
        _case.Verify((_case.Blob with { IntegratedTime = _case.Now }).Build()).Should().BeOfType<BundleResult.Verified>();
    }

    [Fact]
    public void Without_any_verified_time_a_certificate_proves_nothing() =>
        _case.Verify((_case.BlobV2 with { StampTime = null }).Build()).Failure().Should().Be(VerificationFailure.VerifiedTimeMissing);

    [Fact]
    public void A_stamp_of_something_else_is_no_time()
    {
        JsonObject bundle = _case.BlobV2.Build();
        string stamp = Convert.ToBase64String(_case.Sigstore.TimestampAuthority.Stamp("something else"u8, _case.Now));
        bundle["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]![0]!["signedTimestamp"] = stamp;

        _case.Verify(bundle).Failure().Should().Be(VerificationFailure.VerifiedTimeMissing);
    }

    [Fact]
    public void A_demanded_stamp_cannot_be_replaced_by_a_promise_nor_counted_twice()
    {
        JsonObject bundle = (_case.Blob with { StampTime = _case.Now }).Build();
        JsonArray stamps = bundle["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]!.AsArray();
        byte[] signature = Convert.FromBase64String(bundle["messageSignature"]!["signature"]!.GetValue<string>());
        stamps.Add(new JsonObject { ["signedTimestamp"] = Convert.ToBase64String(_case.Sigstore.TimestampAuthority.Stamp(signature, _case.Now.AddMinutes(1))) });

        _case.Verify(_case.Blob.Build(), _case.Keyless(TrustRequirements.Default.WithSignedTimestamps(1))).Failure().Should().Be(VerificationFailure.TimestampMissing);
        _case.Verify(bundle, _case.Keyless(TrustRequirements.Default.WithSignedTimestamps(1))).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(bundle, _case.Keyless(TrustRequirements.Default.WithSignedTimestamps(2))).Failure().Should().Be(VerificationFailure.TimestampMissing);
    }

    [Fact]
    public void An_instance_without_a_log_lives_by_its_stamps()
    {
        TrustRequirements noLog = TrustRequirements.Default.InsecureSkipLog();

        _case.Verify((_case.Blob with { Log = null, StampTime = _case.Now }).Build(), _case.Keyless(noLog)).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(_case.Blob.Build(), _case.Keyless(noLog)).Failure().Should().Be(VerificationFailure.TimestampMissing);
    }

    [Fact]
    public void A_certificate_of_another_instance_is_refused()
    {
        var other = new VirtualSigstore(_case.Now);

        _case.Verify((_case.Blob with { Certificate = other.Issue() }).Build()).Failure().Should().Be(VerificationFailure.CertificateUntrusted);
    }

    [Fact]
    public void A_certificate_that_is_not_for_signing_is_refused()
    {
        foreach (Func<CertificateSpec, CertificateSpec> change in new Func<CertificateSpec, CertificateSpec>[]
        {
            spec => spec with { Purposes = [] },
            spec => spec with { Purposes = [CertificateSpec.TimeStamping] },
            spec => spec with { IsAuthority = true },
            spec => spec with { KeyUsages = X509KeyUsageFlags.KeyEncipherment },
        })
        {
            _case.Verify((_case.Blob with { Certificate = _case.Sigstore.Issue(new LeafRequest { Change = change }) }).Build())
                .Failure().Should().Be(VerificationFailure.CertificateUsageWrong);
        }
    }

    [Fact]
    public void A_certificate_must_stand_in_a_certificate_log()
    {
        var unknown = new VirtualCertificateLog("https://unknown.example", _case.Now.AddYears(-1));
        JsonNode none = (_case.Blob with { Certificate = _case.Sigstore.Issue(new LeafRequest { CertificateLogs = [] }) }).Build();
        JsonNode elsewhere = (_case.Blob with { Certificate = _case.Sigstore.Issue(new LeafRequest { CertificateLogs = [unknown] }) }).Build();
        TrustedRoot late = _case.Sigstore.TrustedRoot(json => json["ctlogs"]![0]!["publicKey"]!["validFor"] = VirtualSigstore.Window(_case.Now.AddHours(1), null));

        _case.Verify(none).Failure().Should().Be(VerificationFailure.CertificateTimestampMissing);
        _case.Verify(none, _case.Keyless(TrustRequirements.Default.InsecureSkipCertificateTimestamps())).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(elsewhere).Failure().Should().Be(VerificationFailure.CertificateTimestampMissing);
        _case.Verify(_case.Blob.Build(), _case.Keyless(root: late)).Failure().Should().Be(VerificationFailure.CertificateTimestampInvalid);
    }

    [Fact]
    public void Somebody_elses_genuine_signature_is_refused()
    {
        JsonNode bundle = _case.Blob.Build();
        var extensions = new Dictionary<string, string> { ["runnerEnvironment"] = "self-hosted" };
        var policy = new IdentityPolicy(SigstoreCase.Pattern(SigstoreCase.Issuer), SigstoreCase.Pattern(SigstoreCase.Subject), extensions);

        _case.Verify(bundle, _case.Keyless(issuer: "https://accounts.example")).Failure().Should().Be(VerificationFailure.IssuerMismatch);
        _case.Verify(bundle, _case.Keyless(subject: "https://github.com/evil/*")).Failure().Should().Be(VerificationFailure.SubjectMismatch);
        _case.Verify(bundle, new SignerRequirement.Keyless(policy, _case.Sigstore.TrustedRoot(), TrustRequirements.Default, new Dictionary<string, string>()))
            .Failure().Should().Be(VerificationFailure.IdentityExtensionMismatch);
        _case.Verify((_case.Blob with { Certificate = _case.Sigstore.Issue(new LeafRequest { Change = spec => spec with { Extensions = [] } }) }).Build())
            .Failure().Should().Be(VerificationFailure.IdentityMalformed);
    }

    [Fact]
    public void A_text_of_one_identity_is_never_that_of_another()
    {
        VirtualCertificate odd = _case.Sigstore.Issue(new LeafRequest { Issuer = "https://a.example b", Subject = "c%20d@example.com" });
        BundleResult result = _case.Verify((_case.Blob with { Certificate = odd }).Build(), _case.Keyless(issuer: "https://a.example b", subject: "c%20d@example.com"));

        result.Should().BeOfType<BundleResult.Verified>().Which.Identity.Should().Be("keyless:https://a.example%20b c%2520d@example.com");
    }

    [Fact]
    public void A_statement_must_name_the_artifact()
    {
        BundleSpec Of(string subject) => _case.Blob with
        {
            Kind = "dsse",
            PayloadType = BundleSpec.InToto,
            Content = SigstoreCase.Statement("https://example.com/p", subject),
        };
        byte[] artifact = SigstoreCase.ArtifactBytes;

        _case.Verify(Of(SigstoreCase.SubjectOf(SigstoreCase.Image)).Build()).Failure().Should().Be(VerificationFailure.ImageDigestMismatch);
        _case.Verify(Of($$$"""{"digest":{"sha512":"{{{Convert.ToHexStringLower(SHA512.HashData(artifact))}}}"} }""").Build()).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(Of($$$"""{"digest":{"sha256":"{{{Convert.ToHexString(SHA256.HashData(artifact))}}}"} }""").Build()).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(Of($$$"""{"digest":{"sha512":"{{{Convert.ToHexString(SHA256.HashData(artifact))}}}"} }""").Build()).Failure().Should().Be(VerificationFailure.ImageDigestMismatch);
        _case.Verify(Of($$$"""{"digest":{"sha1":"{{{Convert.ToHexString(SHA1.HashData(artifact))}}}"} }""").Build()).Failure().Should().Be(VerificationFailure.ImageDigestMismatch);
        _case.Verify((Of(SigstoreCase.SubjectOf(Digest.Of(artifact))) with { PayloadType = "text/plain" }).Build()).Failure().Should().Be(VerificationFailure.PayloadTypeWrong);
        _case.Verify((Of("") with { Content = "{}"u8.ToArray() }).Build()).Failure().Should().Be(VerificationFailure.PayloadTypeWrong);
        _case.Verify((Of("") with { Content = "{"u8.ToArray() }).Build()).Failure().Should().Be(VerificationFailure.PayloadMalformed);
    }

    private static JsonObject Ed25519Bundle(byte[] signature, byte[]? statement = null)
    {
        string text = Convert.ToBase64String(signature);
        var bundle = new JsonObject
        {
            ["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json",
            ["verificationMaterial"] = new JsonObject { ["publicKey"] = new JsonObject() },
        };
        if (statement is null)
        {
            bundle["messageSignature"] = new JsonObject { ["messageDigest"] = new JsonObject(), ["signature"] = text };
        }
        else
        {
            bundle["dsseEnvelope"] = new JsonObject
            {
                ["payload"] = Convert.ToBase64String(statement),
                ["payloadType"] = BundleSpec.InToto,
                ["signatures"] = new JsonArray(new JsonObject { ["sig"] = text }),
            };
        }

        return bundle;
    }
}
