using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>The time of signatures that are made with a key: from logs, from stamps, and the window in which a key is good.</summary>
public sealed class KeyTimeTests
{
    private readonly SigstoreCase _case = new();

    private BundleSpec Logged => _case.WithKey(_case.Blob) with { IntegratedTime = _case.Now };

    private BundleSpec Stamped => Logged with { Log = null, StampTime = _case.Now };

    [Theory]
    [InlineData(0, 0, true)]                                                        // both ends belong to it
    [InlineData(-1, 1, true)]
    [InlineData(1, null, false)]
    [InlineData(null, -1, false)]
    public void Every_known_time_lies_in_the_keys_window(int? start, int? end, bool expected)
    {
        var window = new ValidityWindow(Second(start), Second(end));

        Check(_case.Verify(Logged.Build(), Key(TransparencyLog.Required, window)), expected);
        Check(_case.Verify(Stamped.Build(), Key(TransparencyLog.NotRequired, window)), expected);
        Check(_case.Verify((Logged with { StampTime = _case.Now }).Build(), Key(TransparencyLog.Required, window)), expected);
    }

    [Fact]
    public void One_time_outside_of_the_window_is_enough()
    {
        var window = new ValidityWindow(null, _case.Now);

        _case.Verify((Logged with { StampTime = _case.Now.AddSeconds(1) }).Build(), Key(TransparencyLog.Required, window)).Failure().Should().Be(VerificationFailure.KeyTimeMismatch);
        _case.Verify((Logged with { StampTime = _case.Now.AddSeconds(1) }).Build(), Key(TransparencyLog.Required)).Should().BeOfType<BundleResult.Verified>();
    }

    [Fact]
    public void A_window_without_any_time_is_a_refusal()
    {
        var window = new ValidityWindow(_case.Now.AddYears(-1), null);
        BundleSpec v2 = _case.WithKey(_case.BlobV2) with { StampTime = null };

        _case.Verify(v2.Build(), Key(TransparencyLog.Required, window)).Failure().Should().Be(VerificationFailure.VerifiedTimeMissing);
        _case.Verify((v2 with { StampTime = _case.Now }).Build(), Key(TransparencyLog.Required, window)).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(Logged.Build(), Key(TransparencyLog.NotRequired, window)).Failure().Should().Be(VerificationFailure.VerifiedTimeMissing, "no log is looked at");
        _case.Verify(v2.Build(), Key(TransparencyLog.Required)).Should().BeOfType<BundleResult.Verified>("a key that is good for ever needs no time");
        _case.Verify(Stamped.Build(), new SignerRequirement.AnyKey([TestKeys.Import(_case.Key)], TransparencyLog.NotRequired, new Dictionary<string, string>(), null, window))
            .Failure().Should().Be(VerificationFailure.VerifiedTimeMissing);
    }

    [Fact]
    public void A_stamp_of_a_stranger_or_of_another_signature_is_no_time()
    {
        var window = new ValidityWindow(_case.Now.AddYears(-1), null);
        var stranger = new VirtualSigstore(_case.Now);
        JsonObject moved = Stamped.Build();
        moved["verificationMaterial"]!["timestampVerificationData"] = Stamped.Build()["verificationMaterial"]!["timestampVerificationData"]!.DeepClone();

        _case.Verify((Stamped with { Sigstore = stranger }).Build(), Key(TransparencyLog.NotRequired, window)).Failure().Should().Be(VerificationFailure.VerifiedTimeMissing);
        _case.Verify(moved, Key(TransparencyLog.NotRequired, window)).Failure().Should().Be(VerificationFailure.VerifiedTimeMissing);
        _case.Verify((Stamped with { Sigstore = stranger }).Build(), Key(TransparencyLog.NotRequired)).Should().BeOfType<BundleResult.Verified>().Which.Times.Should().BeEmpty();
    }

    [Fact]
    public void An_image_signed_with_a_key_has_the_time_of_its_stamp()
    {
        byte[] payload = Encoding.UTF8.GetBytes(SigningKey.Payload(SigstoreCase.Image));
        JsonObject bundle = (Stamped with { Content = payload }).Build();
        string stamp = new JsonObject
        {
            ["SignedRFC3161Timestamp"] = bundle["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]![0]!["signedTimestamp"]!.GetValue<string>(),
        }.ToJsonString();
        var layer = new RawSignature.SimpleSigning(
            payload, Digest.Of(payload), bundle["messageSignature"]!["signature"]!.GetValue<string>(), new CosignAnnotations(null, null, null, stamp));
        BundleSpec image = _case.WithKey(_case.BlobV2) with { Content = SigstoreCase.Statement(SigstoreCase.SignPredicate), PayloadType = BundleSpec.InToto };

        SignedBy(layer, TransparencyLog.NotRequired).Should().Be(_case.Now);
        SignedBy(layer with { Annotations = null }, TransparencyLog.NotRequired).Should().BeNull();
        SignedBy(new RawSignature.Bundle(SigstoreCase.Bytes(image.Build())), TransparencyLog.Required).Should().Be(_case.Now.AddMinutes(1));
    }

    [Fact]
    public void An_attestation_with_a_key_in_a_log_without_times_has_that_of_its_stamp()
    {
        BundleSpec provenance = _case.WithKey(_case.BlobV2) with { Content = SigstoreCase.Statement("https://slsa.dev/provenance/v1"), PayloadType = BundleSpec.InToto };

        AttestationResult result = SignatureVerifier.VerifyAttestation(
            SigstoreCase.Image, [new RawSignature.Bundle(SigstoreCase.Bytes(provenance.Build()))], _case.AnyKey(), "https://slsa.dev/provenance/v1", CancellationToken.None);

        result.Should().BeOfType<AttestationResult.Verified>().Which.Attestations.Should().ContainSingle().Which.SignedBy.Should().Be(_case.Now.AddMinutes(1));
    }

    private DateTimeOffset? SignedBy(RawSignature signature, TransparencyLog log) =>
        _case.VerifyImage(_case.AnyKey(log), signature).Should().BeOfType<VerificationResult.Verified>().Which.Proofs.Should().ContainSingle().Which.SignedBy;

    private DateTimeOffset? Second(int? offset) => offset is { } seconds ? _case.Now.AddSeconds(seconds) : null;

    private SignerRequirement.AnyKey Key(TransparencyLog log, ValidityWindow? window = null) =>
        new([TestKeys.Import(_case.Key)], log, new Dictionary<string, string>(), _case.Sigstore.TrustedRoot(), window);

    private static void Check(BundleResult result, bool expected)
    {
        if (expected)
        {
            result.Should().BeOfType<BundleResult.Verified>();
        }
        else
        {
            result.Failure().Should().Be(VerificationFailure.KeyTimeMismatch);
        }
    }
}
