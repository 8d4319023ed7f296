using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>Layers of <c>.sig</c> manifests with certificate, log entry and time stamp in annotations.</summary>
public sealed class CosignLayerTests
{
    private static readonly byte[] Payload = Encoding.UTF8.GetBytes(SigningKey.Payload(SigstoreCase.Image));

    private readonly SigstoreCase _case = new();

    [Fact]
    public void A_keyless_layer_with_a_log_entry_is_verified()
    {
        RawSignature.SimpleSigning layer = Layer(_case.Blob);

        VerificationResult result = _case.VerifyImage(_case.Keyless(), layer);

        result.Should().BeOfType<VerificationResult.Verified>().Which.Proofs.Should().ContainSingle().Which.SignedBy.Should().Be(_case.Now.AddMinutes(1));
        _case.VerifyImage(_case.Keyless(subject: "eve@example.com"), layer).Failure().Should().Be(VerificationFailure.SubjectMismatch);
    }

    [Fact]
    public void A_layer_with_a_key_is_verified_with_its_log_entry()
    {
        RawSignature.SimpleSigning layer = Layer(_case.WithKey(_case.Blob));

        _case.VerifyImage(_case.AnyKey(), layer).Should().BeOfType<VerificationResult.Verified>();
        _case.VerifyImage(_case.AnyKey(), layer with { Annotations = null }).Failure().Should().Be(VerificationFailure.LogEntryMissing);
        _case.VerifyImage(_case.Keyless(), layer).Failure().Should().Be(VerificationFailure.SignerKindMismatch);
    }

    [Fact]
    public void A_time_stamp_stands_in_for_a_log()
    {
        RawSignature.SimpleSigning layer = Layer(_case.Blob);
        byte[] stamp = _case.Sigstore.TimestampAuthority.Stamp(Convert.FromBase64String(layer.Signature), _case.Now);
        CosignAnnotations annotations = layer.Annotations! with { Bundle = null, Rfc3161Timestamp = Stamp(stamp) };

        _case.VerifyImage(_case.Keyless(TrustRequirements.Default.InsecureSkipLog()), layer with { Annotations = annotations }).Should().BeOfType<VerificationResult.Verified>();
        _case.VerifyImage(_case.Keyless(), layer with { Annotations = annotations }).Failure().Should().Be(VerificationFailure.LogEntryMissing);
    }

    [Theory]
    [InlineData("certificate", "no pem")]
    [InlineData("certificate", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    [InlineData("bundle", "no json")]
    [InlineData("bundle", "{}")]
    [InlineData("bundle", """{"SignedEntryTimestamp":"AAAA","Payload":{"body":"e30=","integratedTime":1,"logIndex":1,"logID":"xyz"}}""")]
    [InlineData("bundle", """{"SignedEntryTimestamp":"AAAA","Payload":{"body":"e30=","integratedTime":1,"logIndex":-1,"logID":"00"}}""")]
    [InlineData("rfc3161", "{}")]
    public void A_malformed_annotation_is_refused_where_it_is_wanted(string name, string text)
    {
        RawSignature.SimpleSigning keyless = Layer(_case.Blob);
        RawSignature.SimpleSigning key = Layer(_case.WithKey(_case.Blob));

        _case.VerifyImage(_case.Keyless(), keyless with { Annotations = Replace(keyless.Annotations!, name, text) })
            .Failure().Should().Be(VerificationFailure.SignatureAnnotationMalformed);
        var anyTime = new SignerRequirement.AnyKey([TestKeys.Import(_case.Key)], TransparencyLog.NotRequired, new Dictionary<string, string>());
        _case.VerifyImage(anyTime, key with { Annotations = Replace(key.Annotations!, name, text) })
            .Should().BeOfType<VerificationResult.Verified>("nobody asked for it");
    }

    [Fact]
    public void A_v2_entry_in_an_annotation_has_no_proof()
    {
        BundleSpec spec = _case.Blob with { Log = _case.LogV2, Version = "0.0.2" };

        _case.VerifyImage(_case.Keyless(), Layer(spec)).Failure().Should().Be(VerificationFailure.InclusionProofMissing);
    }

    [Fact]
    public void An_entry_of_another_signature_is_refused()
    {
        RawSignature.SimpleSigning one = Layer(_case.Blob);
        RawSignature.SimpleSigning other = Layer(_case.Blob);

        _case.VerifyImage(_case.Keyless(), one with { Annotations = other.Annotations }).Failure().Should().Be(VerificationFailure.LogSignatureMismatch);
    }

    [Fact]
    public void A_copied_signature_is_refused_however_genuine_it_is()
    {
        VerificationResult result = SignatureVerifier.Verify(Digest.Of("another image"u8), [Layer(_case.Blob)], _case.Keyless(), CancellationToken.None);

        result.Failure().Should().Be(VerificationFailure.ImageDigestMismatch);
    }

    private static CosignAnnotations Replace(CosignAnnotations annotations, string name, string text) => name switch
    {
        "certificate" => annotations with { Certificate = text },
        "bundle" => annotations with { Bundle = text },
        _ => annotations with { Rfc3161Timestamp = text },
    };

    private static string Stamp(byte[] response) => new JsonObject { ["SignedRFC3161Timestamp"] = Convert.ToBase64String(response) }.ToJsonString();

    // The same signature as in a bundle, taken apart.
    private static RawSignature.SimpleSigning Layer(BundleSpec spec)
    {
        JsonObject bundle = (spec with { Content = Payload }).Build();
        JsonNode material = bundle["verificationMaterial"]!;
        string? certificate = spec.Certificate is { } leaf ? PemEncoding.WriteString("CERTIFICATE", leaf.Der) + "\n" : null;
        return new RawSignature.SimpleSigning(
            Payload,
            Digest.Of(Payload),
            bundle["messageSignature"]!["signature"]!.GetValue<string>(),
            new CosignAnnotations(certificate, "not looked at", VirtualRekor.Annotation(material["tlogEntries"]![0]!.AsObject()), null));
    }
}
