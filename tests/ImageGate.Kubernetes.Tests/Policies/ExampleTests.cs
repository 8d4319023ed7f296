using System.Text;
using System.Text.RegularExpressions;
using ImageGate.Core;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies;
using ImageGate.Testing.Sigstore;
using ImageGate.Testing.Tuf;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>What users copy is read by the same code that reads it from them.</summary>
public sealed partial class ExampleTests
{
    private static readonly string Root = FindRoot();

    [Theory]
    [InlineData("audit-first.yaml", "registry.acme.io/a:1", "default", "all-images-of-acme")]
    [InlineData("audit-first.yaml", "nginx", "default", "")]
    [InlineData("break-glass.yaml", "nginx", "default", "signed-images")]
    [InlineData("break-glass.yaml", "nginx", "break-glass", "break-glass")]
    [InlineData("cloud-registries.yaml", "acme.azurecr.io/a:1", "default", "images-in-clouds")]
    [InlineData("cloud-registries.yaml", "other.azurecr.io/a:1", "default", "")]
    [InlineData("deny-latest.yaml", "nginx", "default", "no-latest")]
    [InlineData("deny-latest.yaml", "ghcr.io/acme/app:latest", "default", "no-latest")]
    [InlineData("deny-latest.yaml", "nginx:1.27", "default", "")]
    [InlineData("deny-latest.yaml", "nginx:latest@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "default", "no-latest")]
    [InlineData("deny-latest.yaml", "nginx@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "default", "")]
    [InlineData("github-actions-keyless.yaml", "ghcr.io/acme/a:1", "default", "github-releases")]
    [InlineData("github-actions-keyless.yaml", "ghcr.io/acme2/a:1", "default", "")]
    [InlineData("gitlab-keyless.yaml", "registry.gitlab.com/acme/payments/api:1", "default", "gitlab-releases")]
    [InlineData("gitlab-keyless.yaml", "registry.gitlab.com/acme/other/api:1", "default", "")]
    [InlineData("kms-key.yaml", "registry.acme.io/payments/a:1", "default", "signed-by-kms")]
    [InlineData("kms-key.yaml", "registry.acme.io/other/a:1", "default", "")]
    [InlineData("own-pki.yaml", "registry.acme.io/firmware/a:1", "default", "own-pki")]
    [InlineData("own-pki.yaml", "registry.acme.io/tools/a:1", "default", "own-pki-without-stamps")]
    [InlineData("own-pki.yaml", "registry.acme.io/other/a:1", "default", "")]
    [InlineData("provenance.yaml", "registry.acme.io/shop/a:1", "prod", "signed-with-provenance")]
    [InlineData("provenance.yaml", "registry.acme.io/shop/a:1", "test", "")]
    [InlineData("public-projects.yaml", "registry.k8s.io/kube-apiserver:v1.34.0", "default", "kubernetes")]
    [InlineData("public-projects.yaml", "registry.k8s.io/pause:3.10", "kube-system", "kubernetes")]
    [InlineData("public-projects.yaml", "ghcr.io/external-secrets/external-secrets:v1.0.0", "default", "external-secrets")]
    [InlineData("public-projects.yaml", "ghcr.io/external-secrets-2/external-secrets:v1.0.0", "default", "")]
    [InlineData("release-key.yaml", "registry.acme.io/apps/a:1", "default", "signed-releases")]
    [InlineData("release-key.yaml", "registry.acme.io/apps/sandbox/a:1", "default", "")]
    [InlineData("two-of-three.yaml", "registry.acme.io/payments/a:1", "prod-eu", "two-of-three")]
    [InlineData("two-of-three.yaml", "registry.acme.io/payments/a:1", "test", "")]
    public void An_example_speaks_of_what_its_comment_says(string file, string image, string namespaceName, string expected)
    {
        PolicySet set = Load(new PolicyFile(file, File.ReadAllBytes(Path.Combine(Root, "deploy", "examples", file))));
        string.Join(' ', set.Find(ImageReference.Parse(image), Placement.In(namespaceName)).Applying.Select(policy => policy.Name)).Should().Be(expected);
    }

    [Theory]
    [InlineData(null, "default", "signed-unless-lab")]
    [InlineData("prod", "default", "signed-unless-lab")]
    [InlineData("lab", "default", "lab")]
    [InlineData("lab", "prod-eu", "")]
    public void The_example_of_labels_is_strict_until_a_label_says_otherwise(string? label, string namespaceName, string expected)
    {
        PolicySet set = Load(new PolicyFile("f", File.ReadAllBytes(Path.Combine(Root, "deploy", "examples", "namespace-labels.yaml"))));
        var labels = new Dictionary<string, string>();
        if (label is not null)
        {
            labels["acme.io/image-trust"] = label;
        }

        Placement placement = Placement.In(namespaceName) with { Labels = new NamespaceLabels.Known(labels) };
        string.Join(' ', set.Find(ImageReference.Parse("registry.acme.io/a:1"), placement).Applying.Select(policy => policy.Name)).Should().Be(expected);
    }

    [Fact]
    public void All_examples_load_together()
    {
        var load = (PolicyLoad.Loaded)new PolicyDirectory(Path.Combine(Root, "deploy", "examples"), new SeededTrustMaterial()).Load();
        load.Set.Policies.Should().HaveCount(17);
    }

    [Theory]
    [InlineData("policy.md", 10)]
    [InlineData("registries.md", 5)]
    public void Every_example_of_the_reference_loads(string page, int moreThan)
    {
        string text = File.ReadAllText(Path.Combine(Root, "docs", page));
        string[] examples = [.. YamlBlock().Matches(text).Select(match => match.Groups["yaml"].Value)];
        examples.Should().HaveCountGreaterThan(moreThan);
        foreach (string example in examples)
        {
            Load(new PolicyFile("docs/policy.md", Encoding.UTF8.GetBytes(Complete(example) + TrustRootOf(example)))).Revision.Should().NotBeEmpty();
        }
    }

    // An example of one field is put into the smallest document around it.
    private static string Complete(string example) => example switch
    {
        _ when example.Contains("kind: RegistryAccess", StringComparison.Ordinal) => example + "---\n" + Loading.Policy("images: [nginx]\ndeny: no-images"),
        _ when example.StartsWith("apiVersion:", StringComparison.Ordinal) => example,
        _ when example.StartsWith("signers:", StringComparison.Ordinal) =>
            Loading.Policy($"images: [nginx]\nrequire:\n{string.Join('\n', example.TrimEnd().Split('\n').Select(line => "  " + line))}"),
        _ when example.StartsWith("host:", StringComparison.Ordinal) => Loading.Registry(example.TrimEnd()),
        _ when example.StartsWith("unmatchedImages:", StringComparison.Ordinal) => Loading.Document("GateDefaults", example.TrimEnd()),
        _ => Loading.Policy((example.Contains("images:", StringComparison.Ordinal) ? "" : "images: [nginx]\n")
            + (example.Contains("deny:", StringComparison.Ordinal) || example.Contains("insecureAllow:", StringComparison.Ordinal) || example.Contains("require:", StringComparison.Ordinal) ? "" : "deny: no-images\n")
            + example.TrimEnd()),
    };

    // An example that names a trust root gets one, and one that is a trust root gets a policy beside it.
    private static string TrustRootOf(string example) =>
        example.Contains("kind: TrustRoot", StringComparison.Ordinal) ? (example.Contains("kind: TrustPolicy", StringComparison.Ordinal) ? "" : "---\n" + Loading.Policy("images: [nginx]\ndeny: no-images"))
        : example.Contains("trustRoot: acme", StringComparison.Ordinal) ? TestRoot.Document()
        : "";

    private static PolicySet Load(PolicyFile file)
    {
        var files = new FilesInMemory
        {
            ["trusted_root.json"] = TestRoot.Json(),
            ["tuf-root.json"] = Encoding.UTF8.GetString(new TufRepository().Files["1.root.json"]),
            ["keys/release.pub"] = TestKey.Pem(),
            ["pki/acme.pem"] = VirtualCompany.Pem(new VirtualCompany(TestRoot.Now).Root),
            ["/etc/imagegate/registries/config.json"] = """{"auths": {"registry.acme.io": {"auth": "dTpw"}, "ghcr.io": {"auth": "dTpw"}}}""",
        };
        PolicyLoad load = PolicyDocuments.Load("policies", [file], files, new SeededTrustMaterial());
        (load as PolicyLoad.Rejected)?.Errors.Select(error => error.ToString()).Should().BeEmpty();
        return ((PolicyLoad.Loaded)load).Set;
    }

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "ImageGate.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("ImageGate.sln was not found above the tests");
    }

    [GeneratedRegex(@"^```yaml\n(?<yaml>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex YamlBlock();
}
