using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ImageGate.Core;
using ImageGate.Core.Caching;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Policies;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;
using ImageGate.Testing.Sigstore;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>From the text of a policy with a certificate, or with a key that is not good for ever, to the decision.</summary>
public sealed partial class CertificateDecisionTests
{
    private static readonly Digest Image = Digest.Of("an image"u8);
    private static readonly VirtualCompany Company = new(TestRoot.Now);

    [Theory]
    [InlineData("CN=release,O=Acme,C=DE", null)]
    [InlineData("CN=eve,O=Acme,C=DE", ReasonCode.SubjectMismatch)]
    public async Task An_image_is_admitted_only_with_the_subject_of_the_policy(string subject, ReasonCode? reason) =>
        (await Decide(Policy($"{{chain: ROOT, subject: \"{subject}\"}}, trustRoot: acme"), 0, Signed())).Should().Be(reason);

    [Fact]
    public async Task A_signature_outside_of_the_log_needs_a_stamp_or_the_policys_word()
    {
        RawSignature bare = Signed(isLogged: false);
        RawSignature stamped = Signed(isLogged: false, stampTime: TestRoot.Now);
        string Text(string rest) => Policy("{chain: ROOT, subject: \"CN=release,O=Acme,C=DE\"" + rest);

        (await Decide(Text("}, trustRoot: acme"), 0, stamped)).Should().Be(ReasonCode.LogEntryMissing);
        (await Decide(Text("}, trustRoot: acme, transparencyLog: notRequired"), 0, stamped)).Should().BeNull();
        (await Decide(Text("}, trustRoot: acme, transparencyLog: notRequired"), 0, bare)).Should().Be(ReasonCode.TimestampMissing);
        (await Decide(Text(", insecureCurrentTime: true}"), 0, bare)).Should().BeNull();
        (await Decide(Text(", insecureCurrentTime: true}"), 364, bare)).Should().BeNull();
        (await Decide(Text(", insecureCurrentTime: true}"), 366, bare)).Should().Be(ReasonCode.CertificateTimeMismatch);
        (await Decide(Text("}, trustRoot: acme, transparencyLog: notRequired"), 366, stamped)).Should().BeNull("it was good when it was stamped");
    }

    [Theory]
    [InlineData("2026-06-01T12:00:00Z", null)]
    [InlineData("2026-06-01T11:59:59Z", ReasonCode.KeyTimeMismatch)]
    public async Task A_key_is_good_until_it_is_not(string notAfter, ReasonCode? reason)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string policy = Requiring($"- {{name: a, key: {{pem: {TestKey.Quoted(key.ExportSubjectPublicKeyInfoPem())}, notAfter: {notAfter}}}, trustRoot: acme, transparencyLog: notRequired}}")
            + TestRoot.Document();

        (await Decide(policy, 0, Signed(isLogged: false, stampTime: TestRoot.Now, key: key))).Should().Be(reason);
        (await Decide(policy, 0, Signed(isLogged: false, key: key))).Should().Be(ReasonCode.VerifiedTimeMissing);
    }

    [Theory]
    [InlineData("registry.acme.io/firmware/a", 0, null)]
    [InlineData("registry.acme.io/firmware/a", 1000, null)]
    [InlineData("registry.acme.io/tools/a", 0, null)]
    [InlineData("registry.acme.io/tools/a", 1000, ReasonCode.CertificateTimeMismatch)]
    public async Task The_example_decides_as_it_says(string repository, int daysLater, ReasonCode? reason)
    {
        var files = new FilesInMemory { ["trusted_root.json"] = TestRoot.Json(json => json.Remove("certificateAuthorities")) };
        string root = VirtualCompany.Pem(Company.Root).TrimEnd().ReplaceLineEndings("\n            ");
        string example = Block().Replace(File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "deploy", "examples", "own-pki.yaml")), root);
        VirtualCertificate release = Company.Sub.Issue(Company.LeafSpec with { Subject = "CN=Release Signing, O=Acme, C=DE" });
        VirtualCertificate other = Company.Sub.Issue(Company.LeafSpec with { Subject = "CN=Somebody, O=Acme, C=DE" });

        (await Decide(example, daysLater, [Signed(false, TestRoot.Now, certificate: release)], repository, files)).Should().Be(reason);
        (await Decide(example, 0, [Signed(false, TestRoot.Now, certificate: other)], repository, files)).Should().Be(ReasonCode.SubjectMismatch);
    }

    [GeneratedRegex("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")]
    private static partial Regex Block();

    private static string Policy(string certificate) =>
        Requiring("- {name: a, certificate: " + certificate.Replace("ROOT", TestKey.Quoted(VirtualCompany.Pem(Company.Root)), StringComparison.Ordinal) + "}") + TestRoot.Document();

    private static Task<ReasonCode?> Decide(string policy, int daysLater, params RawSignature[] stored) => Decide(policy, daysLater, stored, "ghcr.io/acme/app", null);

    private static async Task<ReasonCode?> Decide(string policy, int daysLater, RawSignature[] stored, string repository, IReferencedFiles? files)
    {
        string image = $"{repository}@{Image}";
        var time = new ManualTimeProvider(TestRoot.Now.AddDays(daysLater));
        var gatekeeper = new Gatekeeper(new Stored(stored), time, new VerdictCache(VerdictCacheSettings.Off, time));
        ImageVerdict verdict = (await gatekeeper.DecideAsync(Set(policy, files), Placement.In("prod"), [image], CancellationToken.None))[image];
        return verdict is ImageVerdict.Admitted ? null : verdict.Should().BeOfType<ImageVerdict.Denied>().Which.Reason;
    }

    private static RawSignature.Bundle Signed(bool isLogged = true, DateTimeOffset? stampTime = null, ECDsa? key = null, VirtualCertificate? certificate = null) => new(Encoding.UTF8.GetBytes(new BundleSpec
    {
        Sigstore = TestRoot.Sigstore,
        Log = isLogged ? TestRoot.Log : null,
        Certificate = key is null ? certificate ?? Company.Leaf : null,
        Others = [Company.Sub.Der],
        Key = key,
        IntegratedTime = TestRoot.Now,
        StampTime = stampTime,
        Content = Encoding.UTF8.GetBytes(
            $$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{Image.Hex}}"} }],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{} }"""),
        PayloadType = BundleSpec.InToto,
        Kind = "dsse",
    }.Build().ToJsonString()));
}
