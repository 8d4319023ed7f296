using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Log;

/// <summary>A bundle that is right in all but its log entry, each broken in one place.</summary>
public sealed class LogCheckTests
{
    private readonly SigstoreCase _case = new();

    [Fact]
    public void Both_kinds_of_log_prove_an_entry()
    {
        _case.Verify(_case.Blob.Build()).Should().BeOfType<BundleResult.Verified>().Which.Times.Should().Equal(_case.Now.AddMinutes(1));
        _case.Verify(_case.BlobV2.Build()).Should().BeOfType<BundleResult.Verified>().Which.Times.Should().Equal(_case.Now.AddMinutes(1));
    }

    [Theory]
    [InlineData("logIndex", "1000004", VerificationFailure.LogPromiseInvalid)]
    [InlineData("integratedTime", "1780315261", VerificationFailure.LogPromiseInvalid)]
    [InlineData("kindVersion.kind", "dsse", VerificationFailure.LogEntryTypeWrong)]
    [InlineData("kindVersion.version", "0.0.2", VerificationFailure.LogEntryTypeWrong)]
    [InlineData("logId.keyId", "AAAA", VerificationFailure.LogEntryMissing)]
    [InlineData("inclusionPromise.signedEntryTimestamp", "AAAA", VerificationFailure.LogPromiseInvalid)]
    [InlineData("inclusionProof.logIndex", "4", VerificationFailure.InclusionProofInvalid)]
    [InlineData("inclusionProof.logIndex", "7", VerificationFailure.InclusionProofInvalid)]
    [InlineData("inclusionProof.treeSize", "8", VerificationFailure.InclusionProofInvalid)]
    [InlineData("inclusionProof.rootHash", "AAAA", VerificationFailure.InclusionProofInvalid)]
    [InlineData("inclusionProof.hashes.0", "AAAA", VerificationFailure.InclusionProofInvalid)]
    [InlineData("inclusionProof.checkpoint.envelope", "no note", VerificationFailure.CheckpointMalformed)]
    [InlineData("canonicalizedBody", "e30=", VerificationFailure.LogEntryTypeWrong)]
    [InlineData("canonicalizedBody", "e30", VerificationFailure.BundleMalformed)]
    [InlineData("canonicalizedBody", "e30x", VerificationFailure.LogEntryMalformed)]
    public void A_changed_value_of_a_v1_entry_is_refused(string path, string value, VerificationFailure expected)
    {
        JsonObject bundle = _case.Blob.Build();
        Set(bundle, path, value);

        _case.Verify(bundle).Failure().Should().Be(expected);
    }

    [Theory]
    [InlineData("logIndex", "4", VerificationFailure.InclusionProofInvalid)]
    [InlineData("inclusionProof.logIndex", "4", null)]                          // a copy that v2 says to ignore
    [InlineData("inclusionProof.treeSize", "99", null)]
    [InlineData("inclusionProof.rootHash", "AAAA", null)]
    [InlineData("integratedTime", "1", null)]                                   // v2 knows no time: nothing is made of it
    [InlineData("inclusionProof.hashes.0", "AAAA", VerificationFailure.InclusionProofInvalid)]
    public void A_changed_value_of_a_v2_entry_is_refused_where_it_means_something(string path, string value, VerificationFailure? expected)
    {
        JsonObject bundle = _case.BlobV2.Build();
        Set(bundle, path, value);

        Check(_case.Verify(bundle), expected);
    }

    [Theory]
    [InlineData("signature", VerificationFailure.LogSignatureMismatch)]
    [InlineData("verifier", VerificationFailure.LogKeyMismatch)]
    [InlineData("kind of verifier", VerificationFailure.LogKeyMismatch)]
    [InlineData("digest", VerificationFailure.LogContentMismatch)]
    public void An_entry_that_the_log_holds_of_something_else_proves_nothing(string what, VerificationFailure expected)
    {
        foreach (BundleSpec good in new[]
        {
            _case.Blob, _case.Blob with { Kind = "rekord" }, _case.BlobV2,
            Dsse("dsse", "0.0.1"), Dsse("intoto", "0.0.2"), Dsse("hashedrekord", "0.0.1"), Dsse("hashedrekord", "0.0.2"),
        })
        {
            BundleSpec broken = good with { Logged = claim => Break(claim, what) };

            Verify(good).Should().BeOfType<BundleResult.Verified>(good.Kind + good.Version);
            Verify(broken).Failure().Should().Be(expected, good.Kind + good.Version);
        }
    }

    [Fact]
    public void A_key_in_an_entry_must_be_the_signers_key()
    {
        BundleSpec good = _case.WithKey(_case.Blob);
        BundleSpec broken = good with { Logged = claim => claim with { Verifier = _case.LogV1.Key.ExportSubjectPublicKeyInfo() } };

        _case.Verify(good.Build(), _case.AnyKey()).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(broken.Build(), _case.AnyKey()).Failure().Should().Be(VerificationFailure.LogKeyMismatch);
    }

    [Theory]
    [InlineData("rekord", "0.0.1")]                                             // over the artifact only
    [InlineData("intoto", "0.0.1")]                                             // over bytes that a bundle does not have
    public void An_entry_of_a_kind_that_cannot_be_of_an_envelope_is_refused(string kind, string version) =>
        Verify(Dsse(kind, version)).Failure().Should().Be(VerificationFailure.LogContentMismatch);

    [Fact]
    public void A_v1_entry_of_an_envelope_may_hold_the_hash_of_what_was_signed_but_not_of_the_payload()
    {
        BundleSpec good = Dsse("hashedrekord", "0.0.1");
        BundleSpec payload = good with { Logged = claim => claim with { Digest = SHA256.HashData(good.Content) } };

        Verify(good).Should().BeOfType<BundleResult.Verified>();
        Verify(payload).Failure().Should().Be(VerificationFailure.LogContentMismatch);
    }

    [Theory]
    [InlineData("dsse", "0.0.1")]
    [InlineData("intoto", "0.0.2")]
    public void An_entry_of_an_envelope_is_none_of_a_message(string kind, string version) =>
        _case.Verify((_case.Blob with { Kind = kind, Version = version }).Build()).Failure().Should().Be(VerificationFailure.LogContentMismatch);

    [Theory]
    [InlineData("dsse", "0.0.2")]                                               // dropped from the specification
    [InlineData("rekord", "0.0.2")]
    [InlineData("hashedrekord", "0.0.3")]
    public void An_entry_of_another_kind_is_refused(string kind, string version) =>
        Verify(Dsse(kind, version)).Failure().Should().Be(VerificationFailure.LogEntryTypeWrong);

    [Theory]
    [InlineData("pgp")]
    [InlineData("ssh")]
    [InlineData("")]
    public void An_old_entry_of_a_signature_of_another_format_is_refused(string format) =>
        Verify(_case.Blob with { Kind = "rekord", Logged = claim => claim with { Format = format } }).Failure().Should().Be(VerificationFailure.LogEntryMalformed);

    [Fact]
    public void A_v2_entry_cannot_live_by_a_promise()
    {
        JsonObject bundle = (_case.Blob with { Log = _case.LogV2, Version = "0.0.2", HasProof = false, MediaType = "application/vnd.dev.sigstore.bundle+json;version=0.1" }).Build();

        _case.Verify(bundle).Failure().Should().Be(VerificationFailure.InclusionProofMissing);
    }

    [Fact]
    public void A_v2_checkpoint_must_have_the_logs_own_origin()
    {
        var other = new VirtualRekor(_case.LogV2.Host, isV2: true, _case.Now.AddYears(-1)) { Key = _case.LogV2.Key, LogId = _case.LogV2.LogId, Origin = "other.example" };

        _case.Verify((_case.BlobV2 with { Log = other }).Build()).Failure().Should().Be(VerificationFailure.CheckpointOriginMismatch);
    }

    [Fact]
    public void A_checkpoint_by_another_key_is_refused()
    {
        var other = new VirtualRekor(_case.LogV1.Host, isV2: false, _case.Now.AddYears(-1)) { LogId = _case.LogV1.LogId };

        _case.Verify((_case.Blob with { Log = other, HasPromise = false, StampTime = _case.Now }).Build())
            .Failure().Should().Be(VerificationFailure.CheckpointSignatureInvalid);
    }

    [Fact]
    public void A_time_that_nobody_signed_is_no_time_but_must_fit_the_certificate()
    {
        BundleSpec unpromised = _case.Blob with { HasPromise = false };

        _case.Verify(unpromised.Build()).Failure().Should().Be(VerificationFailure.VerifiedTimeMissing);
        _case.Verify((unpromised with { StampTime = _case.Now }).Build()).Should().BeOfType<BundleResult.Verified>().Which.Times.Should().Equal(_case.Now);
        _case.Verify((unpromised with { StampTime = _case.Now, IntegratedTime = _case.Now.AddHours(1) }).Build())
            .Failure().Should().Be(VerificationFailure.CertificateTimeMismatch);
    }

    [Fact]
    public void A_promise_must_lie_in_the_time_of_the_logs_key()
    {
        TrustedRoot root = _case.Sigstore.TrustedRoot(json => json["tlogs"]![0]!["publicKey"]!["validFor"] = VirtualSigstore.Window(_case.Now.AddMinutes(2), null));
        TrustedRoot edge = _case.Sigstore.TrustedRoot(json => json["tlogs"]![0]!["publicKey"]!["validFor"] = VirtualSigstore.Window(_case.Now.AddMinutes(1), _case.Now.AddMinutes(1)));

        _case.Verify(_case.Blob.Build(), _case.Keyless(root: root)).Failure().Should().Be(VerificationFailure.LogTimeOutsideKeyWindow);
        _case.Verify(_case.Blob.Build(), _case.Keyless(root: edge)).Should().BeOfType<BundleResult.Verified>();
    }

    [Fact]
    public void The_same_entry_twice_is_refused()
    {
        JsonObject bundle = _case.Blob.Build();
        Entries(bundle).Add(Entries(bundle)[0]!.DeepClone());

        _case.Verify(bundle).Failure().Should().Be(VerificationFailure.LogEntryDuplicate);
    }

    [Fact]
    public void Logs_are_counted_and_not_entries_and_operators_where_they_are_known()
    {
        TrustRequirements two = TrustRequirements.Default.WithTransparencyLogEntries(2);
        JsonObject oneLog = WithSecondEntry(_case.Blob, _case.LogV1);
        JsonObject twoLogs = WithSecondEntry(_case.Blob, _case.LogV2);

        _case.Verify(oneLog, _case.Keyless(two)).Failure().Should().Be(VerificationFailure.LogEntryMissing);
        _case.Verify(twoLogs, _case.Keyless(two)).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(twoLogs, _case.Keyless(two, Operators("virtual.dev", "virtual.dev"))).Failure().Should().Be(VerificationFailure.LogEntryMissing);
        _case.Verify(twoLogs, _case.Keyless(two, Operators("virtual.dev", "other.dev"))).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(twoLogs, _case.Keyless(two, Operators("virtual.dev", null))).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(twoLogs, _case.Keyless(two, Operators("", ""))).Should().BeOfType<BundleResult.Verified>("an empty name is none");
        two.FindContradiction(Operators("virtual.dev", "virtual.dev")).Should().Contain("fewer than 2 transparency logs");
        two.FindContradiction(Operators("virtual.dev", "other.dev")).Should().BeNull();
    }

    [Fact]
    public void An_entry_of_an_unknown_log_is_skipped_but_not_counted()
    {
        var unknown = new VirtualRekor("unknown.example", isV2: false, _case.Now.AddYears(-1));

        _case.Verify((_case.Blob with { Log = unknown }).Build()).Failure().Should().Be(VerificationFailure.LogEntryMissing);
        _case.Verify(WithSecondEntry(_case.Blob, unknown)).Should().BeOfType<BundleResult.Verified>();
        _case.Verify((_case.Blob with { Log = null }).Build()).Failure().Should().Be(VerificationFailure.LogEntryMissing);
    }

    [Fact]
    public void A_log_whose_key_is_not_supported_proves_nothing()
    {
        TrustedRoot root = _case.Sigstore.TrustedRoot(json => json["tlogs"]![0]!["publicKey"]!["keyDetails"] = "ML_DSA_65");

        _case.Verify(_case.Blob.Build(), _case.Keyless(root: root)).Failure().Should().Be(VerificationFailure.LogEntryMissing);
    }

    private TrustedRoot Operators(string? first, string? second) => _case.Sigstore.TrustedRoot(json =>
    {
        json["mediaType"] = "application/vnd.dev.sigstore.trustedroot.v0.2+json";
        json["tlogs"]![0]!["operator"] = first;
        json["tlogs"]![1]!["operator"] = second;
    });

    private static LoggedClaim Break(LoggedClaim claim, string what) => what switch
    {
        "signature" => claim with { Signature = [.. claim.Signature, 0] },
        "verifier" => claim with { Verifier = [.. claim.Verifier, 0] },
        "kind of verifier" => claim with { IsCertificate = !claim.IsCertificate },
        _ => claim with { Digest = [.. claim.Digest.Reverse()] },
    };

    private BundleSpec Dsse(string kind, string version) => (version == "0.0.2" && kind == "hashedrekord" ? _case.BlobV2 : _case.Blob) with
    {
        Content = SigstoreCase.Statement("https://example.com/p", SigstoreCase.SubjectOf(Digest.Of(SigstoreCase.ArtifactBytes))),
        PayloadType = BundleSpec.InToto,
        Kind = kind,
        Version = version,
    };

    private static JsonObject WithSecondEntry(BundleSpec spec, VirtualRekor log)
    {
        JsonObject bundle = spec.Build();
        byte[] signature = Convert.FromBase64String(bundle["messageSignature"]!["signature"]!.GetValue<string>());
        BundleSpec second = log.IsV2 ? spec with { Version = "0.0.2", HasPromise = false, IntegratedTime = null } : spec;
        Entries(bundle).Add(second.Entry(log, signature));
        return bundle;
    }

    private static JsonArray Entries(JsonObject bundle) => bundle["verificationMaterial"]!["tlogEntries"]!.AsArray();

    private static void Set(JsonObject bundle, string path, string value)
    {
        string[] names = path.Split('.');
        JsonNode parent = Entries(bundle)[0]!;
        foreach (string name in names[..^1])
        {
            parent = parent[name]!;
        }

        if (parent is JsonArray list)
        {
            list[0] = value;
        }
        else
        {
            parent[names[^1]] = value;
        }
    }

    private BundleResult Verify(BundleSpec spec) => _case.Verify(spec.Build());

    private static void Check(BundleResult result, VerificationFailure? expected)
    {
        if (expected is { } failure)
        {
            result.Failure().Should().Be(failure);
        }
        else
        {
            result.Should().BeOfType<BundleResult.Verified>();
        }
    }
}
