using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Trust;

public sealed class TrustedRootTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly VirtualSigstore Sigstore = new(Now);

    [Theory]
    [InlineData("application/vnd.dev.sigstore.trustedroot+json;version=0.1", true)]
    [InlineData("application/vnd.dev.sigstore.trustedroot.v0.1+json", true)]
    [InlineData("application/vnd.dev.sigstore.trustedroot.v0.2+json", true)]
    [InlineData("application/vnd.dev.sigstore.trustedroot+json;version=0.2", false)]
    [InlineData("application/vnd.dev.sigstore.trustedroot.v0.3+json", false)]
    [InlineData("application/vnd.dev.sigstore.TrustedRoot.v0.1+json", false)]
    [InlineData("application/vnd.dev.sigstore.bundle.v0.3+json", false)]
    [InlineData("", false)]
    public void The_media_type_is_one_of_three(string mediaType, bool expected) =>
        TrustedRoot.TryParse(Bytes(json => json["mediaType"] = mediaType), out _, out _).Should().Be(expected);

    [Fact]
    public void Everything_of_an_instance_is_read()
    {
        TrustedRoot root = Sigstore.TrustedRoot(json => json["tlogs"] = new JsonArray(new VirtualCertificateLog("https://rekor.virtual.dev", Now).Json));

        root.TransparencyLogs.Should().ContainSingle().Which.BaseUrl.Should().Be("https://rekor.virtual.dev");
        root.CertificateLogs.Should().ContainSingle().Which.LogId.ToArray().Should().Equal(Sigstore.CertificateLog.LogId);
        root.CertificateAuthorities.Should().ContainSingle().Which.Anchor.Der.ToArray().Should().Equal(Sigstore.FulcioRoot.Der);
        root.CertificateAuthorities[0].Path.Should().BeOfType<IssuingPath.Usable>();
        root.TimestampAuthorities.Should().ContainSingle().Which.Signer!.Der.ToArray().Should().Equal(Sigstore.TimestampAuthority.Signer.Der);
        root.TimestampAuthorities[0].Anchor.Der.ToArray().Should().Equal(Sigstore.TimestampAuthority.Root.Der);
    }

    [Fact]
    public void A_timestamp_authority_whose_chain_starts_with_an_authority_names_no_signer()
    {
        TrustedRoot root = Sigstore.TrustedRoot(json => json["timestampAuthorities"] = new JsonArray(Sigstore.AuthorityJson("", Sigstore.TimestampAuthority.Root)));

        root.TimestampAuthorities[0].Signer.Should().BeNull();
        root.TimestampAuthorities[0].Issuers.Should().ContainSingle();
    }

    [Fact]
    public void Operator_and_checkpoint_key_id_of_a_newer_root_are_read()
    {
        TransparencyLogInstance log = Sigstore.TrustedRoot(json =>
        {
            json["mediaType"] = "application/vnd.dev.sigstore.trustedroot.v0.2+json";
            json["ctlogs"]![0]!["operator"] = "virtual.dev";
            json["ctlogs"]![0]!["checkpointKeyId"] = new JsonObject { ["keyId"] = "AQIDBA==" };
        }).CertificateLogs[0];

        log.Operator.Should().Be("virtual.dev");
        log.CheckpointKeyId.ToArray().Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public void Unknown_fields_and_nulls_are_as_if_they_were_left_out()
    {
        TrustedRoot root = Sigstore.TrustedRoot(json =>
        {
            json["future"] = new JsonObject();
            json["tlogs"] = null;
            json["ctlogs"]![0]!["operator"] = null;
        });

        root.TransparencyLogs.Should().BeEmpty();
        root.CertificateLogs[0].Operator.Should().BeNull();
    }

    [Fact]
    public void Several_entries_may_have_one_id()
    {
        TrustedRoot root = Sigstore.TrustedRoot(json => json["ctlogs"] = new JsonArray(Sigstore.CertificateLog.Json, Sigstore.CertificateLog.Json));

        root.FindCertificateLogs(Sigstore.CertificateLog.LogId).Should().HaveCount(2);
        root.FindCertificateLogs(new byte[32]).Should().BeEmpty();
        root.FindTransparencyLogs(Sigstore.CertificateLog.LogId).Should().BeEmpty();
    }

    [Fact]
    public void The_revision_is_the_hash_of_the_bytes()
    {
        byte[] bytes = Bytes(_ => { });
        TrustedRoot.TryParse(bytes, out TrustedRoot? root, out _).Should().BeTrue();

        root!.Revision.Should().Be(Digest.Of(bytes));
    }

    [Theory]
    [InlineData("ML_DSA_65")]
    [InlineData("PKIX_ECDSA_P384_SHA_384")]
    [InlineData("")]
    public void A_log_with_a_key_that_cannot_be_used_costs_that_log_only(string details)
    {
        TrustedRoot root = Sigstore.TrustedRoot(json => json["ctlogs"]![0]!["publicKey"]!["keyDetails"] = details);

        root.CertificateLogs[0].Key.Should().BeOfType<LogKey.Unusable>();
        root.CertificateAuthorities.Should().ContainSingle();
    }

    [Fact]
    public void An_authority_with_a_key_that_cannot_be_used_costs_that_authority_only()
    {
        VirtualCertificate weak = Sigstore.FulcioRoot.Issue(Sigstore.FulcioSpec with { Key = RSA.Create(1024) });
        TrustedRoot root = Sigstore.TrustedRoot(json => ((JsonArray)json["certificateAuthorities"]!).Add(Sigstore.AuthorityJson("", weak, Sigstore.FulcioRoot)));

        root.CertificateAuthorities[0].Path.Should().BeOfType<IssuingPath.Usable>();
        root.CertificateAuthorities[1].Path.Should().BeOfType<IssuingPath.Unusable>().Which.Reason.Should().Contain("2048 to 4096");
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"mediaType":"\ud800"}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("")]
    public void Text_that_is_no_json_or_no_unicode_is_refused(string json) =>
        TrustedRoot.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out _, out _).Should().BeFalse();

    [Fact]
    public void What_is_malformed_is_refused_with_where_and_why()
    {
        Error(json => json.Remove("mediaType")).Should().Contain("no `mediaType`");
        Error(json => json["mediaType"] = 1).Should().Contain("`mediaType` that is no string");
        Error(json => json["tlogs"] = new JsonObject()).Should().Contain("`tlogs` that is no list");
        Error(json => json["ctlogs"]![0] = 1).Should().Contain("ctlogs[0] is no JSON object");
        Error(json => Log(json).Remove("baseUrl")).Should().Contain("ctlogs[0] has no `baseUrl`");
        Error(json => Log(json).Remove("logId")).Should().Contain("no `logId`");
        Error(json => Log(json)["logId"] = new JsonObject()).Should().Contain("no `keyId`");
        Error(json => Log(json).Remove("publicKey")).Should().Contain("no `publicKey`");
        Error(json => ((JsonObject)Log(json)["publicKey"]!).Remove("rawBytes")).Should().Contain("no `rawBytes`");
        Error(json => ((JsonObject)Log(json)["publicKey"]!).Remove("validFor")).Should().Contain("without `validFor.start`");
        Error(json => Log(json)["publicKey"]!["validFor"] = VirtualSigstore.Window(null, Now)).Should().Contain("without `validFor.start`");
        Error(json => Log(json)["publicKey"]!["validFor"] = VirtualSigstore.Window(Now, Now.AddSeconds(-1))).Should().Contain("ends before it starts");
        Error(json => Authority(json).Remove("certChain")).Should().Contain("no `certChain`");
        Error(json => Authority(json)["certChain"]!["certificates"] = new JsonArray()).Should().Contain("chain of 1 to 10");
        Error(json => Certificate(json)["rawBytes"] = Convert.ToBase64String([.. Sigstore.Fulcio.Der, 0])).Should().Contain("not a certificate in DER");
    }

    [Theory]
    [InlineData("AQID BA==")]
    [InlineData("AQIDBA")]
    [InlineData("AQIDBB==")]                                           // bits left over
    [InlineData("AQ-_BA==")]
    [InlineData("AQIDBA==\n")]
    [InlineData("")]
    public void Base64_has_one_form(string text) =>
        Error(json => Log(json)["logId"]!["keyId"] = text).Should().Contain("not base64");

    [Theory]
    [InlineData("2026-08-22T12:00:00Z", "2026-08-22T12:00:00.0000000")]
    [InlineData("2026-08-22T14:00:00+02:00", "2026-08-22T12:00:00.0000000")]
    [InlineData("2026-08-22T12:00:00.999Z", "2026-08-22T12:00:00.9990000")]
    [InlineData("2026-08-22T12:00:00.123456789Z", "2026-08-22T12:00:00.1234567")]
    public void Times_are_rfc_3339(string text, string expected) =>
        Sigstore.TrustedRoot(json => Log(json)["publicKey"]!["validFor"]!["start"] = text)
            .CertificateLogs[0].ValidFor.Start!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", null).Should().Be(expected);

    [Theory]
    [InlineData("2026-08-22")]
    [InlineData("2026-08-22T12:00:00")]
    [InlineData("2026-08-22 12:00:00Z")]
    [InlineData("2026-13-22T12:00:00Z")]
    [InlineData("2026-08-22T12:00:00Z\n")]
    [InlineData("2026-08-22T12:00:00.Z")]
    public void Other_times_are_refused(string text) =>
        Error(json => Log(json)["publicKey"]!["validFor"]!["start"] = text).Should().Contain("RFC 3339");

    [Fact]
    public void A_name_twice_is_refused() =>
        Error(Encoding.UTF8.GetBytes("""{"mediaType":"application/vnd.dev.sigstore.trustedroot.v0.1+json","tlogs":[],"tlogs":[]}""")).Should().Contain("not valid JSON");

    [Fact]
    public void Bytes_that_are_no_json_too_many_or_too_deep_are_refused()
    {
        Error([]).Should().Contain("not valid JSON");
        Error("[]"u8.ToArray()).Should().Contain("no JSON object");
        Error([.. Bytes(_ => { }), (byte)'x']).Should().Contain("not valid JSON");
        Error(new byte[Limits.MaxTrustedRootBytes + 1]).Should().Contain("over");
        Error(Encoding.UTF8.GetBytes(new string('[', 100))).Should().Contain("not valid JSON");
        Error("""{"mediaType":"\ud800"}"""u8.ToArray()).Should().Contain("surrogate");
        Error(json => json["ctlogs"] = new JsonArray([.. Enumerable.Range(0, 65).Select(_ => Sigstore.CertificateLog.Json)])).Should().Contain("at most 64");
        Error(json => Authority(json)["certChain"]!["certificates"] = new JsonArray([.. Enumerable.Range(0, 11).Select(_ => Certificate(json).DeepClone())])).Should().Contain("1 to 10");
    }

    [Fact]
    public void Both_ends_of_a_window_belong_to_it()
    {
        var window = new ValidityWindow(Now, Now.AddHours(1));

        window.Contains(Now).Should().BeTrue();
        window.Contains(Now.AddTicks(-1)).Should().BeFalse();
        window.Contains(Now.AddHours(1)).Should().BeTrue();
        window.Contains(Now.AddHours(1).AddTicks(1)).Should().BeFalse();
        new ValidityWindow(null, null).Contains(DateTimeOffset.MinValue).Should().BeTrue();
    }

    private static JsonObject Log(JsonObject json) => (JsonObject)json["ctlogs"]![0]!;

    private static JsonObject Authority(JsonObject json) => (JsonObject)json["certificateAuthorities"]![0]!;

    private static JsonObject Certificate(JsonObject json) => (JsonObject)Authority(json)["certChain"]!["certificates"]![0]!;

    private static byte[] Bytes(Action<JsonObject> change)
    {
        JsonObject json = Sigstore.TrustedRootJson();
        change(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static string Error(Action<JsonObject> change) => Error(Bytes(change));

    private static string Error(byte[] json)
    {
        TrustedRoot.TryParse(json, out TrustedRoot? root, out string? error).Should().BeFalse();
        root.Should().BeNull();
        return error!;
    }
}
