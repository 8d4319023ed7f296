using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Attacks;

/// <summary>
/// What somebody tries who has an identity of his own, a certificate's key long after its ten minutes, or one service of the
/// instance: the log, the certificate log or the time-stamping authority, but not the certificate authority.
/// </summary>
public sealed class KeylessAttackTests
{
    private const string Eve = "https://github.com/eve/app/.github/workflows/release.yml@refs/tags/v1";

    private readonly SigstoreCase _case = new();

    [Fact]
    public void The_victims_certificate_behind_ones_own_is_not_looked_at()
    {
        VirtualCertificate own = _case.Sigstore.Issue(new LeafRequest { Subject = Eve });
        JsonObject bundle = (_case.ImageSignature with { Certificate = own, MediaType = "application/vnd.dev.sigstore.bundle+json;version=0.2" }).Build();
        JsonObject material = bundle["verificationMaterial"]!.AsObject();
        material.Remove("certificate");
        JsonObject Chain(params VirtualCertificate[] certificates) => new()
        {
            ["certificates"] = new JsonArray([.. certificates.Select(certificate => new JsonObject { ["rawBytes"] = Convert.ToBase64String(certificate.Der) })]),
        };

        material["x509CertificateChain"] = Chain(own, _case.Certificate, _case.Sigstore.Fulcio);
        Verify(bundle).Failure().Should().Be(VerificationFailure.SubjectMismatch);

        material["x509CertificateChain"] = Chain(_case.Certificate, own);
        Verify(bundle).Failure().Should().Be(VerificationFailure.SignatureInvalid);
    }

    [Fact]
    public void A_certificate_with_the_victims_name_beside_ones_own_names_nobody()
    {
        foreach (X509Extension names in new[] { Both(Eve, SigstoreCase.Subject), Both(SigstoreCase.Subject, Eve) })
        {
            VirtualCertificate own = _case.Sigstore.Issue(new LeafRequest
            {
                Change = spec => spec with { Extensions = [names, .. spec.Extensions.Where(extension => extension.Oid!.Value != "2.5.29.17")] },
            });

            Verify((_case.ImageSignature with { Certificate = own }).Build()).Failure().Should().Be(VerificationFailure.IdentityMalformed);
        }
    }

    [Theory]
    [InlineData(SigstoreCase.Subject + "\n")]
    [InlineData(SigstoreCase.Subject + "\0")]
    [InlineData(SigstoreCase.Subject + " ")]
    [InlineData("https://github.com/ACME/app/.github/workflows/release.yml@refs/tags/v1")]
    public void A_subject_that_looks_the_same_is_another_one(string subject)
    {
        VirtualCertificate own = _case.Sigstore.Issue(new LeafRequest { Subject = subject });

        Verify((_case.ImageSignature with { Certificate = own }).Build()).Failure().Should().Be(VerificationFailure.SubjectMismatch);
    }

    [Fact]
    public void A_stolen_key_cannot_sign_after_its_ten_minutes()
    {
        DateTimeOffset late = _case.Now.AddHours(1);
        BundleSpec logged = _case.ImageSignature with { IntegratedTime = late };
        BundleSpec unpromised = logged with { HasPromise = false };
        JsonObject backdated = logged.Build();
        backdated["verificationMaterial"]!["tlogEntries"]![0]!["integratedTime"] = _case.Now.AddMinutes(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

        Verify(logged.Build()).Failure().Should().Be(VerificationFailure.CertificateTimeMismatch);
        Verify(backdated).Failure().Should().Be(VerificationFailure.LogPromiseInvalid);
        Verify((unpromised with { IntegratedTime = _case.Now }).Build()).Failure().Should().Be(VerificationFailure.VerifiedTimeMissing);
        Verify((unpromised with { IntegratedTime = null, StampTime = late }).Build()).Failure().Should().Be(VerificationFailure.CertificateTimeMismatch);
    }

    [Fact]
    public void A_stamp_of_the_victims_own_signature_says_nothing_of_another()
    {
        string genuine = Stamp(_case.BlobV2.Build()).GetValue<string>();
        JsonObject bundle = (_case.BlobV2 with { StampTime = _case.Now.AddHours(1) }).Build();
        Stamp(bundle).ReplaceWith(genuine);

        _case.Verify(bundle).Failure().Should().Be(VerificationFailure.VerifiedTimeMissing);
    }

    [Fact]
    public void An_entry_and_its_promise_cannot_be_moved_to_another_log()
    {
        JsonObject bundle = _case.ImageSignature.Build();
        bundle["verificationMaterial"]!["tlogEntries"]![0]!["logId"]!["keyId"] = Convert.ToBase64String(_case.LogV2.LogId);
        TrustedRoot sharedKey = _case.Sigstore.TrustedRoot(json => json["tlogs"]![1]!["publicKey"] = json["tlogs"]![0]!["publicKey"]!.DeepClone());

        Verify(bundle).Failure().Should().Be(VerificationFailure.LogPromiseInvalid);
        Verify(bundle, _case.Keyless(root: sharedKey)).Failure().Should().Be(VerificationFailure.LogPromiseInvalid, "the promise names its log");
    }

    [Fact]
    public void A_proof_cannot_be_led_to_a_checkpoint_of_another_tree()
    {
        var otherTree = new VirtualRekor(_case.LogV1.Host, isV2: false, _case.Now.AddYears(-1)) { Key = _case.LogV1.Key, LogId = _case.LogV1.LogId };
        otherTree.Add("hashedrekord", "0.0.1", "{}"u8.ToArray(), _case.Now, hasPromise: false, hasProof: false);
        JsonObject bundle = _case.ImageSignature.Build();
        bundle["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["checkpoint"]!["envelope"] = otherTree.Checkpoint();

        Verify(bundle).Failure().Should().Be(VerificationFailure.InclusionProofInvalid);
    }

    [Fact]
    public void One_log_under_two_indices_is_one_log()
    {
        TrustRequirements two = TrustRequirements.Default.WithTransparencyLogEntries(2);
        JsonObject bundle = (_case.ImageSignature with { HasPromise = false, StampTime = _case.Now }).Build();
        JsonArray entries = bundle["verificationMaterial"]!["tlogEntries"]!.AsArray();
        JsonNode copy = entries[0]!.DeepClone();
        copy["logIndex"] = "77";                                       // nobody signed it: there is no promise
        entries.Add(copy);

        Verify(bundle, _case.Keyless(two)).Failure().Should().Be(VerificationFailure.LogEntryMissing);
        Verify(bundle).Should().BeOfType<VerificationResult.Verified>();
    }

    [Fact]
    public void Who_has_the_logs_and_the_stamps_but_not_the_authority_gets_nowhere()
    {
        var own = new VirtualSigstore(_case.Now);
        VirtualCertificate loggedByTheRealLog = own.Fulcio.Issue(
            new LeafRequest().Spec(_case.Now),
            tbs => [VirtualCertificateLog.Extension(_case.Sigstore.CertificateLog.Sign(tbs, own.Fulcio.SubjectPublicKeyInfo, _case.Now))]);
        VirtualCertificate boundToTheRealIssuer = own.Fulcio.Issue(
            new LeafRequest().Spec(_case.Now),
            tbs => [VirtualCertificateLog.Extension(_case.Sigstore.CertificateLog.Sign(tbs, _case.Sigstore.Fulcio.SubjectPublicKeyInfo, _case.Now))]);

        foreach (VirtualCertificate certificate in new[] { loggedByTheRealLog, boundToTheRealIssuer })
        {
            Verify((_case.ImageSignature with { Certificate = certificate, StampTime = _case.Now }).Build()).Failure().Should().Be(VerificationFailure.CertificateUntrusted);
        }
    }

    [Fact]
    public void Neither_the_stampers_authority_nor_a_leaf_issues_signers()
    {
        VirtualCertificate byStamper = _case.Sigstore.TimestampAuthority.Root.Issue(new LeafRequest().Spec(_case.Now));
        VirtualCertificate byLeaf = _case.Certificate.Issue(new LeafRequest().Spec(_case.Now));
        VirtualCertificate eves = _case.Sigstore.Issue(new LeafRequest { Subject = Eve });
        VirtualCertificate byEve = eves.Issue(new LeafRequest().Spec(_case.Now) with { NamesIssuerKey = false });

        foreach (VirtualCertificate certificate in new[] { byStamper, byLeaf, byEve })
        {
            Verify((_case.ImageSignature with { Certificate = certificate }).Build()).Failure().Should().Be(VerificationFailure.CertificateUntrusted);
        }
    }

    [Fact]
    public void The_timestamps_of_the_victims_certificate_are_not_those_of_another()
    {
        VirtualCertificate withCopied = _case.Sigstore.Fulcio.Issue(
            new LeafRequest().Spec(_case.Now),
            _ => [new X509Extension("1.3.6.1.4.1.11129.2.4.2", _case.Certificate.WithPrivateKey().Extensions["1.3.6.1.4.1.11129.2.4.2"]!.RawData, critical: false)]);

        Verify((_case.ImageSignature with { Certificate = withCopied }).Build()).Failure().Should().Be(VerificationFailure.CertificateTimestampInvalid);
    }

    [Fact]
    public void The_victims_genuine_entry_beside_ones_own_content_is_refused()
    {
        JsonNode genuine = _case.ImageSignature.Build()["verificationMaterial"]!["tlogEntries"]!.DeepClone();
        VirtualCertificate own = _case.Sigstore.Issue(new LeafRequest { Subject = Eve });
        JsonObject bundle = (_case.ImageSignature with { Certificate = own }).Build();
        bundle["verificationMaterial"]!["tlogEntries"] = genuine.DeepClone();
        JsonObject again = (_case.ImageSignature with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate, SigstoreCase.SubjectOf(Digest.Of("evil"u8))) }).Build();
        again["verificationMaterial"]!["tlogEntries"] = genuine.DeepClone();

        Verify(bundle).Failure().Should().Be(VerificationFailure.LogSignatureMismatch);
        Verify(again).Failure().Should().Be(VerificationFailure.LogSignatureMismatch);
    }

    [Fact]
    public void An_attestation_in_a_bundle_with_another_layers_bytes_beside_it_stands_by_its_own()
    {
        BundleSpec old = _case.ImageSignature with { Content = SigstoreCase.Statement("https://slsa.dev/provenance/v1"), Kind = "intoto", Version = "0.0.1" };
        JsonObject bundle = old.Build();
        string envelope = bundle["dsseEnvelope"]!.ToJsonString();
        string reordered = envelope.Replace("{\"payload\"", "{ \"payload\"", StringComparison.Ordinal);

        Attest(envelope, bundle).Should().BeOfType<AttestationResult.Verified>();
        Attest(reordered, bundle).Failure().Should().Be(VerificationFailure.LogContentMismatch, "the old entry holds the stored bytes");
        Attest(envelope.Replace("\"signatures\":[", "\"signatures\":[{\"sig\":\"AAAA\"},", StringComparison.Ordinal), bundle).Failure().Should().Be(VerificationFailure.BundleMalformed);
        Attest(envelope.Replace("\"payload\":", "\"payload\":\"e30=\",\"p\\u0061yload\":", StringComparison.Ordinal), bundle).Failure().Should().Be(VerificationFailure.BundleMalformed);
    }

    private AttestationResult Attest(string envelope, JsonObject bundle)
    {
        byte[] stored = System.Text.Encoding.UTF8.GetBytes(envelope);
        string certificate = PemEncoding.WriteString("CERTIFICATE", _case.Certificate.Der);
        string entry = VirtualRekor.Annotation(bundle["verificationMaterial"]!["tlogEntries"]![0]!.AsObject());
        var layer = new RawSignature.Attestation(stored, Digest.Of(stored), new CosignAnnotations(certificate, null, entry, null));
        return SignatureVerifier.VerifyAttestation(SigstoreCase.Image, [layer], _case.Keyless(), "https://slsa.dev/provenance/v1", CancellationToken.None);
    }

    private VerificationResult Verify(JsonNode bundle, SignerRequirement? signer = null) =>
        _case.VerifyImage(signer ?? _case.Keyless(), new RawSignature.Bundle(SigstoreCase.Bytes(bundle)));

    private static X509Extension Both(string first, string second) => FulcioField.SubjectAlternativeName(writer =>
    {
        FulcioField.WriteUri(writer, first);
        FulcioField.WriteUri(writer, second);
    });

    private static JsonNode Stamp(JsonObject bundle) => bundle["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]![0]!["signedTimestamp"]!;
}
