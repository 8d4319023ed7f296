using ImageGate.Core.Policies;
using ImageGate.Sigstore;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class TrustRootTests
{
    private const string KeylessSigner = "- {name: ci, keyless: {issuer: i, subject: s, trustRoot: d}}";

    [Theory]
    [InlineData("file: trust/acme.json")]
    [InlineData("FLOW")]
    [InlineData("BLOCK")]
    public void A_trusted_root_is_read_from_a_file_a_text_or_a_mapping(string form)
    {
        string spec = form switch
        {
            "FLOW" => "trustedRoot: " + TestRoot.Json(),
            "BLOCK" => "trustedRoot: |\n  " + TestRoot.Json(),
            _ => form,
        };
        SignerRequirement.Keyless keyless = Keyless(spec);
        keyless.TrustedRoot.CertificateAuthorities.Should().ContainSingle();
        keyless.TrustedRoot.TransparencyLogs.Should().ContainSingle();
        keyless.Demands.Should().Be(ImageGate.Sigstore.Trust.TrustRequirements.Default);
    }

    [Theory]
    [InlineData("[sct]", 1, 0, 0)]
    [InlineData("[log]", 0, 1, 1)]
    [InlineData("[timestamp]", 1, 1, 0)]
    [InlineData("[log, sct]", 0, 0, 1)]
    [InlineData("[timestamp, sct]", 1, 0, 0)]
    public void What_an_instance_has_not_is_skipped_and_nothing_else(string skip, int logs, int certificateTimestamps, int stamps) =>
        Keyless("file: trust/acme.json\ninsecureSkip: " + skip).Demands.Should().BeEquivalentTo(new
        {
            TransparencyLogEntries = logs,
            SignedCertificateTimestamps = certificateTimestamps,
            SignedTimestamps = stamps,
            VerifiedTimes = 1,
        });

    [Theory]
    [InlineData("{}", "5:3: spec", "has no trusted root: write exactly one of `trustedRoot`, `file` and `tuf`")]
    [InlineData("{file: trust/acme.json, trustedRoot: {}}", "5:3: spec", "has `trustedRoot` and `file`")]
    [InlineData("{fiel: x}", "5:4: spec.fiel", "did you mean `file`?")]
    [InlineData("{file: other.json}", "5:10: spec.file", "the file cannot be used")]
    [InlineData("{file: bad.json}", "5:10: spec.file", "the file: the trusted root is not valid JSON")]
    [InlineData("{trustedRoot: nonsense}", "5:17: spec.trustedRoot", "the trusted root is not valid JSON")]
    [InlineData("{trustedRoot: {}}", "5:17: spec.trustedRoot", "mediaType")]
    [InlineData("{trustedRoot: [a]}", "5:17: spec.trustedRoot", "is a list")]
    [InlineData("{trustedRoot: {a: 1.5}}", "5:21: spec.trustedRoot.a", "is a number: write it in quotes")]
    [InlineData("{trustedRoot: {a: [on]}}", "5:22: spec.trustedRoot.a[0]", "write it in quotes")]
    [InlineData("{trustedRoot: {a: ~}}", "5:21: spec.trustedRoot.a", "is empty: remove the field")]
    [InlineData("{file: trust/acme.json, insecureSkip: []}", "5:41: spec.insecureSkip", "the list is empty: remove `insecureSkip`")]
    [InlineData("{file: trust/acme.json, insecureSkip: [logs]}", "5:42: spec.insecureSkip[0]", "did you mean `log`?")]
    [InlineData("{file: trust/acme.json, insecureSkip: [sct, sct]}", "5:47: spec.insecureSkip[1]", "is there twice")]
    [InlineData("{file: trust/acme.json, insecureSkip: [log, timestamp]}", "5:41: spec.insecureSkip", "a certificate would be good for ever")]
    [InlineData("{file: no-ct.json}", "5:10: spec.file", "no signature could ever be right under it: the trusted root has no certificate log")]
    [InlineData("{file: no-log.json}", "5:10: spec.file", "fewer than 1 transparency logs")]
    [InlineData("{file: no-tsa.json, insecureSkip: [log]}", "5:10: spec.file", "fewer than 1 time-stamping authorities")]
    public void A_bad_trust_root_is_refused_even_when_nobody_names_it(string spec, string place, string part)
    {
        string[] errors = Errors(Document("TrustRoot", spec) + "---\n" + Policy("images: [nginx]\ndeny: no-images"), Files);
        errors.Should().Contain(error => error.StartsWith($"p.yaml:{place}: ", StringComparison.Ordinal) && error.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void The_twin_without_a_certificate_log_is_read_with_its_skip() =>
        Keyless("file: no-ct.json\ninsecureSkip: [sct]").Demands.SignedCertificateTimestamps.Should().Be(0);

    [Fact]
    public void A_signer_of_a_bad_trust_root_is_no_second_error() =>
        (Requiring(KeylessSigner) + "---\n" + Document("TrustRoot", "file: bad.json"))
            .ShouldBeRefused("15:9: spec.file", "not valid JSON", Files);

    [Fact]
    public void A_trust_root_for_keys_only_is_refused_to_a_keyless_signer() =>
        (Requiring(KeylessSigner) + "---\n" + Document("TrustRoot", "file: keys-only.json"))
            .ShouldBeRefused("9:62: spec.require.signers[0].keyless.trustRoot", "the TrustRoot `d` cannot be used here: the trusted root has no certificate authority", Files);

    [Fact]
    public void An_unused_trust_root_is_fine() =>
        Set(Document("TrustRoot", "file: trust/acme.json") + "---\n" + Policy("images: [nginx]\ndeny: no-images"), Files).Policies.Should().ContainSingle();

    [Fact]
    public void Two_trust_roots_of_one_name_are_refused() =>
        (Policy("images: [nginx]\ndeny: no-images") + TestRoot.Document() + TestRoot.Document())
            .ShouldBeRefused("16:18: metadata.name", "the name is there twice (first in p.yaml:10): every TrustRoot needs its own");

    [Fact]
    public void A_trust_root_may_stand_after_the_policy_and_in_another_file() =>
        Load(Files, ("a.yaml", Requiring(KeylessSigner)), ("b.yaml", Document("TrustRoot", "file: trust/acme.json")))
            .Should().BeOfType<ImageGate.Kubernetes.Policies.PolicyLoad.Loaded>();

    private static FilesInMemory Files => new()
    {
        ["trust/acme.json"] = TestRoot.Json(),
        ["bad.json"] = "{",
        ["no-ct.json"] = TestRoot.Json(json => json.Remove("ctlogs")),
        ["no-log.json"] = TestRoot.Json(json => json.Remove("tlogs")),
        ["no-tsa.json"] = TestRoot.Json(json => json.Remove("timestampAuthorities")),
        ["keys-only.json"] = TestRoot.Json(json => json.Remove("certificateAuthorities")),
    };

    private static SignerRequirement.Keyless Keyless(string spec) =>
        (SignerRequirement.Keyless)((PolicyRule.Require)Set(Requiring(KeylessSigner) + "---\n" + Document("TrustRoot", spec), Files).Policies[0].Rule).Signers[0].Requirement;
}
