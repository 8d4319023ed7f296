using System.Text.Json.Nodes;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>What a bundle must look like before anything of it is verified.</summary>
public sealed class SigstoreBundleTests
{
    private const string V01 = "application/vnd.dev.sigstore.bundle+json;version=0.1";
    private const string V02 = "application/vnd.dev.sigstore.bundle+json;version=0.2";

    private readonly SigstoreCase _case = new();

    [Theory]
    [InlineData(V01, true)]
    [InlineData(V02, true)]
    [InlineData("application/vnd.dev.sigstore.bundle+json;version=0.3", true)]
    [InlineData("application/vnd.dev.sigstore.bundle.v0.3+json", true)]
    [InlineData("application/vnd.dev.sigstore.bundle.v0.4+json", false)]
    [InlineData("application/vnd.dev.sigstore.bundle+json;version=0.4", false)]
    [InlineData("application/vnd.dev.sigstore.bundle+json; version=0.3", false)]
    [InlineData("Application/vnd.dev.sigstore.bundle.v0.3+json", false)]
    [InlineData("", false)]
    public void The_media_type_says_the_version_exactly(string mediaType, bool expected)
    {
        BundleResult result = _case.Verify((_case.Blob with { MediaType = mediaType }).Build());

        if (expected)
        {
            result.Should().BeOfType<BundleResult.Verified>();
        }
        else
        {
            result.Failure().Should().Be(VerificationFailure.BundleTypeUnsupported);
        }
    }

    [Theory]
    [InlineData("verificationMaterial", null)]
    [InlineData("messageSignature", null)]
    [InlineData("messageSignature", "[]")]
    [InlineData("messageSignature.signature", null)]
    [InlineData("messageSignature.signature", "\"\"")]
    [InlineData("messageSignature.signature", "\"AA\"")]
    [InlineData("messageSignature.signature", "\"AA= =\"")]
    [InlineData("messageSignature.signature", "\"_w==\"")]
    [InlineData("messageSignature.signature", "\"AB==\"")]                      // bits left over: the value has another text
    [InlineData("dsseEnvelope", """{"payload":"","payloadType":"x","signatures":[{"sig":"AAAA"}]}""")]
    [InlineData("verificationMaterial.certificate", null)]
    [InlineData("verificationMaterial.certificate", "{}")]
    [InlineData("verificationMaterial.publicKey", "{}")]
    [InlineData("verificationMaterial.x509CertificateChain", """{"certificates":[{"rawBytes":"AAAA"}]}""")]
    [InlineData("verificationMaterial.tlogEntries", "{}")]
    [InlineData("verificationMaterial.tlogEntries.0", "7")]
    [InlineData("verificationMaterial.tlogEntries.0.logId", null)]
    [InlineData("verificationMaterial.tlogEntries.0.canonicalizedBody", null)]
    [InlineData("verificationMaterial.tlogEntries.0.logIndex", "\"-1\"")]
    [InlineData("verificationMaterial.tlogEntries.0.logIndex", "\"9223372036854775808\"")]
    [InlineData("verificationMaterial.tlogEntries.0.logIndex", "1.5")]
    [InlineData("verificationMaterial.tlogEntries.0.logIndex", "\" 1\"")]
    [InlineData("verificationMaterial.tlogEntries.0.logIndex", "true")]
    [InlineData("verificationMaterial.tlogEntries.0.inclusionProof", null)]
    [InlineData("verificationMaterial.tlogEntries.0.inclusionProof.checkpoint", null)]
    [InlineData("verificationMaterial.tlogEntries.0.inclusionProof.checkpoint.envelope", "\"\"")]
    [InlineData("verificationMaterial.timestampVerificationData", "[]")]
    [InlineData("verificationMaterial.timestampVerificationData", """{"rfc3161Timestamps":[{"signedTimestamp":7}]}""")]
    public void A_part_that_is_missing_doubled_or_of_another_kind_is_refused(string path, string? value)
    {
        JsonObject bundle = _case.Blob.Build();
        Set(bundle, path, value);

        _case.Verify(bundle).Failure().Should().Be(VerificationFailure.BundleMalformed);
    }

    [Fact]
    public void Every_version_demands_its_own_proof()
    {
        BundleSpec promised = _case.Blob with { HasProof = false };
        BundleSpec proven = _case.Blob with { HasPromise = false, StampTime = _case.Now };

        _case.Verify((promised with { MediaType = V01 }).Build()).Should().BeOfType<BundleResult.Verified>();
        _case.Verify((promised with { MediaType = V02 }).Build()).Failure().Should().Be(VerificationFailure.BundleMalformed);
        _case.Verify((proven with { MediaType = V01 }).Build()).Failure().Should().Be(VerificationFailure.BundleMalformed);
        _case.Verify((proven with { MediaType = V02 }).Build()).Should().BeOfType<BundleResult.Verified>();
    }

    [Fact]
    public void Only_the_first_certificate_of_a_chain_counts_and_version_03_has_no_chain()
    {
        JsonObject old = (_case.Blob with { MediaType = V02 }).Build();
        JsonObject material = old["verificationMaterial"]!.AsObject();
        JsonNode leaf = material["certificate"]!.DeepClone();
        material.Remove("certificate");
        material["x509CertificateChain"] = new JsonObject
        {
            ["certificates"] = new JsonArray(leaf, new JsonObject { ["rawBytes"] = Convert.ToBase64String(_case.Sigstore.FulcioRoot.Der) }),
        };
        JsonObject current = old.DeepClone().AsObject();
        current["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json";
        JsonObject empty = old.DeepClone().AsObject();
        empty["verificationMaterial"]!["x509CertificateChain"] = new JsonObject { ["certificates"] = new JsonArray() };

        _case.Verify(old).Should().BeOfType<BundleResult.Verified>();
        _case.Verify(current).Failure().Should().Be(VerificationFailure.BundleMalformed);
        _case.Verify(empty).Failure().Should().Be(VerificationFailure.BundleMalformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("verificationMaterial")]
    [InlineData("verificationMaterial/certificate")]
    [InlineData("verificationMaterial/tlogEntries/0")]
    [InlineData("verificationMaterial/tlogEntries/0/inclusionProof/checkpoint")]
    [InlineData("messageSignature/messageDigest")]
    public void Members_that_nobody_knows_are_refused_wherever_they_are(string place)
    {
        JsonObject bundle = _case.Blob.Build();
        JsonNode parent = place.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((JsonNode)bundle, (node, name) => node is JsonArray list ? list[int.Parse(name, null)]! : node[name]!);
        parent["fromTomorrow"] = true;

        _case.Verify(bundle).Should().BeOfType<BundleResult.Failed>().Which.Should().Match<BundleResult.Failed>(
            failed => failed.Failure == VerificationFailure.BundleMalformed && failed.Detail.Contains("`fromTomorrow`", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_may_be_numbers()
    {
        JsonObject bundle = _case.Blob.Build();
        JsonNode entry = bundle["verificationMaterial"]!["tlogEntries"]![0]!;
        entry["logIndex"] = long.Parse(entry["logIndex"]!.GetValue<string>(), null);

        _case.Verify(bundle).Should().BeOfType<BundleResult.Verified>();
    }

    [Fact]
    public void A_default_value_may_be_left_out()
    {
        JsonObject bundle = _case.WithKey(_case.Blob).Build();
        bundle["verificationMaterial"]!["publicKey"] = new JsonObject();
        bundle["messageSignature"]!.AsObject().Remove("messageDigest");

        _case.Verify(bundle, _case.AnyKey()).Should().BeOfType<BundleResult.Verified>();
    }

    [Theory]
    [InlineData("""{"mediaType":""")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"mediaType":7}""")]
    [InlineData("""{"mediaType":"\ud800"}""")]
    [InlineData("""{"mediaType":"a","mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}""")]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"} x""")]
    [InlineData("""{"x":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}""")]
    public void What_is_not_one_strict_json_object_is_refused(string json) =>
        BundleVerifier.Verify(System.Text.Encoding.UTF8.GetBytes(json), Artifact.Of(SigstoreCase.Image), _case.Keyless())
            .Failure().Should().Be(VerificationFailure.BundleMalformed);

    [Fact]
    public void Lists_are_bounded()
    {
        Bounded("tlogEntries", Limits.MaxLogEntries, VerificationFailure.LogEntryDuplicate, list => list);
        Bounded("timestampVerificationData", Limits.MaxTimestamps, null, list => new JsonObject { ["rfc3161Timestamps"] = list });
    }

    [Fact]
    public void The_same_time_stamp_twice_is_refused()
    {
        JsonObject bundle = (_case.Blob with { StampTime = _case.Now }).Build();
        JsonArray stamps = bundle["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]!.AsArray();
        stamps.Add(stamps[0]!.DeepClone());

        _case.Verify(bundle).Should().BeOfType<BundleResult.Failed>().Which.Should().Match<BundleResult.Failed>(
            failed => failed.Failure == VerificationFailure.BundleMalformed && failed.Detail.Contains("twice"));
    }

    [Fact]
    public void A_bundle_over_the_bound_is_not_parsed()
    {
        BundleVerifier.Verify(new byte[Limits.MaxBundleBytes + 1], Artifact.Of(SigstoreCase.Image), _case.Keyless())
            .Should().BeOfType<BundleResult.Failed>().Which.Detail.Should().Contain("over");
    }

    private void Bounded(string name, int most, VerificationFailure? atTheBound, Func<JsonArray, JsonNode> wrap)
    {
        JsonNode Filled(int count)
        {
            JsonObject bundle = _case.Blob.Build();
            JsonNode One(int number) => name == "tlogEntries"
                ? bundle["verificationMaterial"]![name]![0]!.DeepClone()
                : new JsonObject { ["signedTimestamp"] = Convert.ToBase64String([(byte)number]) };
            bundle["verificationMaterial"]![name] = wrap(new JsonArray([.. Enumerable.Range(0, count).Select(One)]));
            return bundle;
        }

        if (atTheBound is { } failure)
        {
            _case.Verify(Filled(most)).Failure().Should().Be(failure);
        }
        else
        {
            _case.Verify(Filled(most)).Should().BeOfType<BundleResult.Verified>();
        }

        _case.Verify(Filled(most + 1)).Failure().Should().Be(VerificationFailure.BundleMalformed);
    }

    private static void Set(JsonObject bundle, string path, string? value)
    {
        string[] names = path.Split('.');
        JsonNode parent = bundle;
        foreach (string name in names[..^1])
        {
            parent = parent is JsonArray list ? list[0]! : parent[name]!;
        }

        if (parent is JsonArray last)
        {
            last[0] = JsonNode.Parse(value!);
        }
        else if (value is null)
        {
            parent.AsObject().Remove(names[^1]);
        }
        else
        {
            parent[names[^1]] = JsonNode.Parse(value);
        }
    }
}
