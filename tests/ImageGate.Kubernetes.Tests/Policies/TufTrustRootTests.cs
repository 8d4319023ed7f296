using System.Text;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Policies;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;
using ImageGate.Testing;
using ImageGate.Testing.Tuf;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>Trust roots that come from TUF repositories.</summary>
public sealed class TufTrustRootTests
{
    private const string Keyless = "- {name: ci, keyless: {issuer: i, subject: s, trustRoot: d}}";
    private const string Mirror = "mirror: \"https://tuf.acme.io\"";

    private static readonly string RootJson = Encoding.UTF8.GetString(new TufRepository().Files["1.root.json"]);
    private static readonly string Pem = new TestCertificateAuthority().Pem.Replace("\n", "\\n", StringComparison.Ordinal);

    [Theory]
    [InlineData("rootFile: root.json")]
    [InlineData("root: MAPPING")]
    [InlineData("root: 'MAPPING'")]
    public void The_root_is_a_file_a_mapping_or_a_text(string root)
    {
        FollowedTrustRoot followed = Followed($"tuf: {{{Mirror}, {root.Replace("MAPPING", RootJson, StringComparison.Ordinal)}}}");

        followed.Name.Should().Be("d");
        followed.MaxAge.Should().BeNull();
        followed.Seed.Mirror.Should().Be(new Uri("https://tuf.acme.io/"));
        followed.Seed.Target.Should().Be("trusted_root.json");
        followed.Seed.TrustedRoot.Should().BeNull();
        followed.Seed.CaBundle.Should().BeNull();
        TufRoot.TryRead(followed.Seed.Root, out TufRoot? read, out string? error).Should().BeTrue(error);
        read!.Version.Should().Be(1);
    }

    [Fact]
    public void Everything_else_can_be_said_as_well()
    {
        FollowedTrustRoot followed = Followed($"tuf: {{mirror: \"http://10.0.0.7:8080/tuf/acme\", insecureHttp: true, rootFile: root.json, targets: sub/acme.json, maxAge: 7d}}");

        followed.Seed.Mirror.Should().Be(new Uri("http://10.0.0.7:8080/tuf/acme/"));
        followed.Seed.Target.Should().Be("sub/acme.json");
        followed.MaxAge.Should().Be(TimeSpan.FromDays(7));
        Followed($"tuf: {{{Mirror}, rootFile: root.json, caBundle: \"{Pem}\"}}").Seed.CaBundle.Should().Contain("BEGIN CERTIFICATE");
    }

    [Theory]
    [InlineData("{rootFile: root.json}", "5:8: spec.tuf.mirror", "is missing: write the repository's address")]
    [InlineData("{MIRROR}", "5:8: spec.tuf", "has no root to believe the repository from")]
    [InlineData("{MIRROR, root: ROOT, rootFile: root.json}", "5:8: spec.tuf", "has `root` and `rootFile`: write exactly one")]
    [InlineData("{MIRROR, root: x}", "spec.tuf.root", "not strict JSON")]
    [InlineData("{MIRROR, root: {signatures: [], signed: {}}}", "spec.tuf.root", "the root metadata")]
    [InlineData("{MIRROR, root: [x]}", "spec.tuf.root", "is a list")]
    [InlineData("{MIRROR, rootFile: unsigned.json}", "spec.tuf.rootFile", "the file: the root metadata is not signed by its own keys")]
    [InlineData("{MIRROR, rootFile: none.json}", "spec.tuf.rootFile", "the file cannot be used: it does not exist")]
    [InlineData("{mirror: \"http://tuf.acme.io\", rootFile: root.json}", "5:17: spec.tuf.mirror", "is not encrypted")]
    [InlineData("{mirror: \"https://tuf.acme.io\", insecureHttp: true, rootFile: root.json}", "5:17: spec.tuf.mirror", "is encrypted: remove `insecureHttp`")]
    [InlineData("{MIRROR, insecureHttp: \"yes\", rootFile: root.json}", "spec.tuf.insecureHttp", "write `true` or `false`")]
    [InlineData("{mirror: tuf.acme.io, rootFile: root.json}", "5:17: spec.tuf.mirror", "is not an address")]
    [InlineData("{mirror: \"file:///etc/tuf\", rootFile: root.json}", "5:17: spec.tuf.mirror", "is not an address")]
    [InlineData("{mirror: \"https://\", rootFile: root.json}", "5:17: spec.tuf.mirror", "is not an address")]
    [InlineData("{mirror: \"https://a b/\", rootFile: root.json}", "5:17: spec.tuf.mirror", "is not an address")]
    [InlineData("{mirror: \"https://user:secret@tuf.acme.io\", rootFile: root.json}", "5:17: spec.tuf.mirror", "has a user name, a query or a fragment")]
    [InlineData("{mirror: \"https://tuf.acme.io?x=1\", rootFile: root.json}", "5:17: spec.tuf.mirror", "has a user name, a query or a fragment")]
    [InlineData("{mirror: \"https://tuf.acme.io/#x\", rootFile: root.json}", "5:17: spec.tuf.mirror", "has a user name, a query or a fragment")]
    [InlineData("{MIRROR, rootFile: root.json, targets: targets}", "spec.tuf.targets", "is not the name of a trusted root among the repository's targets")]
    [InlineData("{MIRROR, rootFile: root.json, targets: ../x.json}", "spec.tuf.targets", "is not the name of a trusted root")]
    [InlineData("{MIRROR, rootFile: root.json, targets: [a.json]}", "spec.tuf.targets", "is a list")]
    [InlineData("{MIRROR, rootFile: root.json, maxAge: 7}", "spec.tuf.maxAge", "write a whole number and a unit")]
    [InlineData("{MIRROR, rootFile: root.json, caBundle: x}", "spec.tuf.caBundle", "there is no PEM block")]
    [InlineData("{mirror: \"http://tuf.acme.io\", insecureHttp: true, rootFile: root.json, caBundle: \"PEM\"}", "spec.tuf.caBundle", "plain HTTP has no certificates to check")]
    [InlineData("{MIRROR, rootFile: root.json, target: x.json}", "spec.tuf.target", "unknown field: did you mean `targets`?")]
    [InlineData("yes please", "5:8: spec.tuf", "is a text: write a mapping")]
    public void A_bad_repository_is_refused_even_when_nobody_names_it(string tuf, string place, string part)
    {
        string text = Document("TrustRoot", "tuf: " + tuf.Replace("MIRROR", Mirror, StringComparison.Ordinal).Replace("PEM", Pem, StringComparison.Ordinal).Replace("ROOT", RootJson, StringComparison.Ordinal));
        string[] errors = Errors(text + "---\n" + Policy("images: [nginx]\ndeny: no-images"), Files);
        errors.Should().ContainSingle().Which.Should().Contain(place + ": ").And.Contain(part).And.NotContain("secret");
    }

    [Fact]
    public void One_source_is_enough() =>
        (Document("TrustRoot", "file: trust/acme.json\ntuf: {mirror: \"https://tuf.acme.io\", rootFile: root.json}") + "---\n" + Policy("images: [nginx]\ndeny: no-images"))
            .ShouldBeRefused("5:3: spec", "has `file` and `tuf`: write exactly one of them", Files);

    [Fact]
    public void Without_a_trusted_root_its_signers_are_unavailable_and_the_policy_is_in_force()
    {
        Signer signer = Signers(Load(new KnownMaterial(), Repository()))[0];

        SignerTrust.Unavailable unavailable = signer.Trust.Should().BeOfType<SignerTrust.Unavailable>().Subject;
        unavailable.Reason.Should().Be(ReasonCode.TrustRootUnavailable);
        unavailable.Detail.Should().Be("the TrustRoot `d` cannot be used now: not fetched");
    }

    [Fact]
    public void With_one_they_are_ready()
    {
        var keyless = (SignerRequirement.Keyless)Signers(Load(new KnownMaterial(TestRoot.Json()), Repository()))[0].Requirement;
        keyless.TrustedRoot.CertificateAuthorities.Should().ContainSingle().Which.Uri.Should().Be("https://fulcio.virtual.dev");
    }

    [Fact]
    public void One_that_contradicts_their_demands_is_no_load_error_but_unavailable()
    {
        var withoutLog = new KnownMaterial(TestRoot.Json(json => json.Remove("ctlogs")));

        Signers(Load(withoutLog, Repository()))[0].Trust.Should().BeOfType<SignerTrust.Unavailable>()
            .Which.Detail.Should().Be("the TrustRoot `d` cannot be used here: the trusted root has no certificate log that can be used");
        Signers(Load(withoutLog, Repository("\ninsecureSkip: [sct]")))[0].Trust.Should().BeOfType<SignerTrust.Ready>();
    }

    [Fact]
    public void What_can_never_be_right_is_a_load_error_whatever_is_known()
    {
        string text = WithSigner($"key: {{pem: {TestKey.QuotedPem()}}}\ntrustRoot: d") + "---\n" + Document("TrustRoot", $"tuf: {{{Mirror}, rootFile: root.json}}\ninsecureSkip: [log]");

        text.ShouldBeRefused("11:18: spec.require.signers[0].trustRoot", "its `insecureSkip` has `log`", Files);
    }

    [Fact]
    public void A_root_that_signers_could_never_be_right_under_is_known_as_such()
    {
        FollowedTrustRoot followed = ((PolicyLoad.Loaded)Load(new KnownMaterial(), Repository())).Followed.Single();

        followed.FindProblem(Parse(TestRoot.Json())).Should().BeNull();
        followed.FindProblem(Parse(TestRoot.Json(json => json.Remove("certificateAuthorities")))).Should().Contain("no certificate authority");
        Followed($"tuf: {{{Mirror}, rootFile: root.json}}", $"- {{name: a, key: {{pem: {TestKey.QuotedPem()}}}, trustRoot: d}}")
            .FindProblem(Parse(TestRoot.Json(json => json.Remove("certificateAuthorities")))).Should().BeNull();
    }

    [Fact]
    public void Signers_that_share_their_only_key_are_found_out_before_the_root_is_there()
    {
        string signer = $"key: {{pem: {TestKey.QuotedPem()}}}, trustRoot: d}}";
        string text = Requiring($"- {{name: a, {signer}\n- {{name: b, {signer}", "all") + "---\n" + Document("TrustRoot", $"tuf: {{{Mirror}, rootFile: root.json}}");

        text.ShouldBeRefused("7:14: spec.require.atLeast", "can never be reached", Files);
    }

    [Fact]
    public void Keyless_signers_that_wait_may_be_several_people() =>
        Followed($"tuf: {{{Mirror}, rootFile: root.json}}", Keyless + "\n" + Keyless.Replace("name: ci", "name: other", StringComparison.Ordinal), "all").Name.Should().Be("d");

    [Fact]
    public void A_trust_root_that_no_signer_uses_is_not_followed()
    {
        var material = new KnownMaterial();
        string text = Document("TrustRoot", $"tuf: {{{Mirror}, rootFile: root.json}}") + "---\n" + Policy("images: [nginx]\ndeny: no-images");

        ((PolicyLoad.Loaded)Loading.Load(Files, material, ("p.yaml", text))).Followed.Should().BeEmpty();
        material.Asked.Should().BeEmpty();
    }

    [Fact]
    public void Two_signers_of_one_trust_root_ask_once_and_two_trust_roots_of_one_repository_are_two_names()
    {
        var material = new KnownMaterial(TestRoot.Json());
        string two = Requiring(Keyless + "\n- {name: b, keyless: {issuer: i, subject: s, trustRoot: d}}\n- {name: c, keyless: {issuer: i, subject: s, trustRoot: e}}") + "---\n"
            + Document("TrustRoot", $"tuf: {{{Mirror}, rootFile: root.json}}") + "---\n"
            + Document("TrustRoot", $"tuf: {{{Mirror}, rootFile: root.json}}").Replace("name: d", "name: e", StringComparison.Ordinal);

        var load = (PolicyLoad.Loaded)Load(material, two);

        load.Followed.Select(followed => followed.Name).Should().Equal("d", "e");
        load.Followed.Select(followed => followed.Seed.Id).Distinct().Should().ContainSingle();
        material.Asked.Should().ContainSingle();
    }

    [Fact]
    public void A_mirror_of_public_good_needs_nothing_but_its_address()
    {
        string text = Requiring("- {name: ci, keyless: {issuer: i, subject: s}}") + "---\n"
            + Document("TrustRoot", "tuf: {mirror: \"https://mirror.acme.io/sigstore\"}").Replace("name: d", "name: public-good", StringComparison.Ordinal);

        var load = (PolicyLoad.Loaded)Loading.Load(Files, ("p.yaml", text));

        TufSeed seed = load.Followed.Single().Seed;
        seed.Mirror.Should().Be(new Uri("https://mirror.acme.io/sigstore/"));
        seed.Root.ToArray().Should().Equal(PublicGood.Seed.Root.ToArray());
        Signers(load)[0].Trust.Should().BeOfType<SignerTrust.Ready>();
    }

    [Fact]
    public void Public_good_with_a_bound_of_its_age_is_unavailable_while_it_was_never_refreshed()
    {
        string text = Requiring("- {name: ci, keyless: {issuer: i, subject: s}}") + "---\n"
            + Document("TrustRoot", "tuf: {maxAge: 7d}").Replace("name: d", "name: public-good", StringComparison.Ordinal);

        var load = (PolicyLoad.Loaded)Loading.Load(Files, ("p.yaml", text));

        load.Followed.Single().Seed.Id.Should().Be(PublicGood.Seed.Id);
        Signers(load)[0].Trust.Should().BeOfType<SignerTrust.Unavailable>().Which.Detail.Should().Contain("maxAge");
    }

    [Fact]
    public void What_is_known_is_in_the_revision()
    {
        string[] hashes =
        [
            Load(new KnownMaterial(), Repository()).ContentHash,
            Load(new KnownMaterial { Reason = "down" }, Repository()).ContentHash,
            Load(new KnownMaterial(TestRoot.Json()), Repository()).ContentHash,
            Load(new KnownMaterial(TestRoot.Json() + " "), Repository()).ContentHash,
        ];

        hashes.Should().OnlyHaveUniqueItems();
        Load(new KnownMaterial(TestRoot.Json()), Repository()).ContentHash.Should().Be(hashes[2]);
    }

    private static FilesInMemory Files
    {
        get
        {
            var unsigned = new TufRepository();
            unsigned.Tamper("1.root.json", envelope => envelope["signed"]!["version"] = 7);
            return new FilesInMemory
            {
                ["root.json"] = RootJson,
                ["unsigned.json"] = Encoding.UTF8.GetString(unsigned.Files["1.root.json"]),
                ["trust/acme.json"] = TestRoot.Json(),
            };
        }
    }

    private static string Repository(string extra = "") =>
        Requiring(Keyless) + "---\n" + Document("TrustRoot", $"tuf: {{{Mirror}, rootFile: root.json}}{extra}");

    private static PolicyLoad Load(ITrustMaterial material, string text)
    {
        PolicyLoad load = Loading.Load(Files, material, ("p.yaml", text));
        (load as PolicyLoad.Rejected)?.Errors.Should().BeEmpty();
        return load;
    }

    private static FollowedTrustRoot Followed(string spec, string signers = Keyless, string atLeast = "1") =>
        ((PolicyLoad.Loaded)Load(new KnownMaterial(), Requiring(signers, atLeast) + "---\n" + Document("TrustRoot", spec))).Followed.Should().ContainSingle().Subject;

    private static IReadOnlyList<Signer> Signers(PolicyLoad load) => ((PolicyRule.Require)((PolicyLoad.Loaded)load).Set.Policies[0].Rule).Signers;

    private static TrustedRoot Parse(string json) => TrustedRoot.TryParse(Encoding.UTF8.GetBytes(json), out TrustedRoot? root, out string? error) ? root : throw new InvalidDataException(error);
}
