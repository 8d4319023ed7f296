using ImageGate.Kubernetes.Policies;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class HeaderTests
{
    private const string Deny = "images: [\"**\"]\ndeny: no-images";

    [Fact]
    public void Another_version_is_refused() =>
        Policy(Deny).Replace("dev/v1", "dev/v2", StringComparison.Ordinal)
            .ShouldBeRefused("1:13: apiVersion", "unknown value `imagegate.dev/v2`: did you mean `imagegate.dev/v1`?");

    [Fact]
    public void Another_kind_is_refused() =>
        Policy(Deny).Replace("TrustPolicy", "Trustpolicies", StringComparison.Ordinal)
            .ShouldBeRefused("2:7: kind", "write `TrustPolicy`, `TrustRoot`, `RegistryAccess` or `GateDefaults`");

    [Fact]
    public void A_TrustRoot_alone_is_no_policy() =>
        Errors(Document("TrustRoot", "file: root.json"), new FilesInMemory { ["root.json"] = TestRoot.Json() })
            .Should().ContainSingle().Which.Should().Contain("no policy was found");

    [Fact]
    public void A_ConfigMap_around_the_policy_is_one_error() =>
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {}\n".ShouldBeRefused("1:1", "is not a policy document");

    [Theory]
    [InlineData("apiVersion: imagegate.dev/v1\n", "apiVersion")]
    [InlineData("kind: TrustPolicy\n", "kind")]
    [InlineData("metadata: {name: p}\n", "metadata")]
    public void A_missing_field_of_the_header_is_refused(string line, string field) =>
        Policy(Deny).Replace(line, "", StringComparison.Ordinal).ShouldBeRefused($"1:1: {field}", "is missing");

    [Fact]
    public void A_missing_spec_is_refused() =>
        "apiVersion: imagegate.dev/v1\nkind: TrustPolicy\nmetadata: {name: p}\n".ShouldBeRefused("1:1: spec", "is missing");

    [Fact]
    public void An_empty_spec_is_refused() =>
        "apiVersion: imagegate.dev/v1\nkind: GateDefaults\nmetadata: {name: p}\nspec:\n".ShouldBeRefused("4:6: spec", "is empty: write a mapping");

    [Fact]
    public void A_missing_name_is_refused() =>
        Policy(Deny).Replace("{name: p}", "{}", StringComparison.Ordinal).ShouldBeRefused("3:11: metadata.name", "is missing");

    [Theory]
    [InlineData("Upper")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a..b")]
    [InlineData("a_b")]
    [InlineData("\"a\\n\"")]
    [InlineData("\"\"")]
    [InlineData("123")]
    [InlineData("true")]
    [InlineData("ä")]
    public void A_name_that_is_no_sub_domain_is_refused(string name) =>
        Errors(Policy(Deny, name)).Should().ContainSingle().Which.Should().StartWith("p.yaml:3:18: metadata.name: ");

    [Fact]
    public void A_name_over_253_characters_is_refused() =>
        Policy(Deny, new string('a', 254)).ShouldBeRefused("3:18: metadata.name", "over 253 characters");

    [Theory]
    [InlineData("a")]
    [InlineData("acme.apps-2")]
    [InlineData("\"123\"")]
    public void A_sub_domain_is_a_name(string name) =>
        Set(Policy(Deny, name)).Policies.Should().ContainSingle().Which.Name.Should().Be(name.Trim('"'));

    [Fact]
    public void Another_field_of_the_metadata_is_refused() =>
        Policy(Deny).Replace("{name: p}", "{name: p, namespace: x}", StringComparison.Ordinal)
            .ShouldBeRefused("3:21: metadata.namespace", "unknown field: the fields here are `name`");

    [Fact]
    public void Another_field_of_the_document_is_refused() =>
        (Policy(Deny) + "status: {}\n").ShouldBeRefused("7:1: status", "unknown field: the fields here are `apiVersion`, `kind`, `metadata` and `spec`");

    [Fact]
    public void One_name_for_two_policies_is_refused_with_the_place_of_the_first() =>
        Errors(Load(null, ("a.yaml", Policy(Deny)), ("b.yaml", "---\n" + Policy(Deny)))).Should().ContainSingle()
            .Which.Should().StartWith("b.yaml:4:18: metadata.name: the name is there twice (first in a.yaml:3)");

    [Fact]
    public void One_name_for_two_kinds_is_right() =>
        Set(Policy(Deny, "d") + "---\n" + Document("GateDefaults", "pinning: all")).Policies.Should().ContainSingle();

    [Fact]
    public void No_file_at_all_is_refused() =>
        Errors(Load(null)).Should().ContainSingle().Which.Should().StartWith("policies: no policy was found");

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n---\n---\n")]
    public void Files_without_documents_are_refused(string text) =>
        Errors(text).Should().ContainSingle().Which.Should().StartWith("policies: no policy was found");

    [Fact]
    public void Settings_of_registries_alone_are_no_policy() =>
        Errors(Document("RegistryAccess", "host: ghcr.io")).Should().ContainSingle().Which.Should().StartWith("policies: no policy was found");

    [Fact]
    public void GateDefaults_alone_are_a_policy() =>
        Set(Document("GateDefaults", "unmatchedImages: warn")).Policies.Should().BeEmpty();

    [Fact]
    public void Too_many_files_are_refused() =>
        Errors(Load(null, [.. Enumerable.Range(0, PolicyLimits.MaxFiles + 1).Select(number => ($"{number}.yaml", Policy(Deny)))]))
            .Should().ContainSingle().Which.Should().StartWith("policies: there are 257 policy files");

    [Fact]
    public void All_errors_of_all_files_are_said_at_once_in_their_order()
    {
        string broken = Policy("images: [\"**\"]\nmode: loud\ndeny: yes");
        Errors(Load(null, ("b.yaml", broken), ("a.yaml", "x: [\n"), ("c.yaml", Policy("deny: 1", "q"))))
            .Select(error => error[..error.IndexOf(' ', StringComparison.Ordinal)])
            .Should().Equal("b.yaml:6:9:", "b.yaml:7:9:", "a.yaml:2:1:", "c.yaml:5:3:", "c.yaml:5:9:");
    }

    [Fact]
    public void One_error_of_one_file_rejects_all_files() =>
        Load(null, ("a.yaml", Policy(Deny)), ("b.yaml", Policy("images: [\"**\"]", "q"))).Should().BeOfType<PolicyLoad.Rejected>();
}
