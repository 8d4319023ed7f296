using ImageGate.Core.Registries;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class MirrorTests
{
    [Theory]
    [InlineData("ghcr.io", "ghcr.io/acme/**", "harbor.acme.io/ghcr/acme/**", "ghcr.io/acme/app", "harbor.acme.io/ghcr/acme/app")]
    [InlineData("ghcr.io", "ghcr.io/acme/**", "harbor.acme.io/ghcr/acme/**", "ghcr.io/acme2/app", "ghcr.io/acme2/app")]         // whole segments
    [InlineData("ghcr.io", "ghcr.io/acme/**", "harbor.acme.io/ghcr/acme/**", "evil.example/ghcr.io/acme/app", "evil.example/ghcr.io/acme/app")]
    [InlineData("ghcr.io", "ghcr.io/**", "harbor.acme.io/**", "ghcr.io/acme/app", "harbor.acme.io/acme/app")]
    [InlineData("docker.io", "docker.io/**", "harbor.acme.io/hub/**", "nginx", "harbor.acme.io/hub/library/nginx")]
    [InlineData("docker.io", "index.docker.io/acme/**", "harbor.acme.io/acme/**", "acme/app", "harbor.acme.io/acme/app")]
    [InlineData("docker.io", "acme/**", "harbor.acme.io/acme/**", "acme/app", "harbor.acme.io/acme/app")]
    [InlineData("docker.io", "acme/**", "harbor.acme.io/acme/**", "library/acme", "docker.io/library/acme")]
    public void Images_below_a_mirrored_name_are_looked_up_elsewhere(string host, string images, string at, string repository, string expected) =>
        Locate($"host: {host}\nmirrors:\n  - {{images: \"{images}\", at: \"{at}\"}}", repository).Should().Be(expected);

    [Fact]
    public void The_longest_name_wins_whatever_the_order() =>
        Locate("host: ghcr.io\nmirrors:\n  - {images: ghcr.io/**, at: a.b/**}\n  - {images: ghcr.io/acme/**, at: c.d/**}", "ghcr.io/acme/app").Should().Be("c.d/app");

    [Fact]
    public void Policies_and_settings_of_the_mirror_are_those_of_its_own_host() =>
        Set(Registry("host: ghcr.io\nmaxConcurrency: 7\nmirrors: [{images: ghcr.io/**, at: a.b/**}]"))
            .Locate(Name("ghcr.io/acme/app")).Access.Should().Be(RegistryAccess.Default("a.b"));

    [Theory]
    [InlineData("{at: a.b/**}", "6:13: spec.mirrors[0].images", "is missing")]
    [InlineData("{images: ghcr.io/**}", "6:13: spec.mirrors[0].at", "is missing")]
    [InlineData("{images: ghcr.io/acme, at: a.b/**}", "6:22: spec.mirrors[0].images", "`/**` at the end, without other wildcards")]
    [InlineData("{images: \"**\", at: a.b/**}", "6:22: spec.mirrors[0].images", "`/**` at the end")]
    [InlineData("{images: \"ghcr.io/*/**\", at: a.b/**}", "6:22: spec.mirrors[0].images", "without other wildcards")]
    [InlineData("{images: ghcr.io/**, at: a.b/c*/**}", "6:38: spec.mirrors[0].at", "without other wildcards")]
    [InlineData("{images: ghcr.io/**, at: a.b}", "6:38: spec.mirrors[0].at", "`/**` at the end")]
    [InlineData("{images: ghcr.io/Acme/**, at: a.b/**}", "6:22: spec.mirrors[0].images", "is not valid here")]
    [InlineData("{images: \"ghcr.io/acme:1/**\", at: a.b/**}", "6:22: spec.mirrors[0].images", "is not valid here")]
    [InlineData("{images: quay.io/**, at: a.b/**}", "6:22: spec.mirrors[0].images", "is not of this document's host: write images of `ghcr.io`")]
    [InlineData("{images: ghcr.io/**, at: GHCR.io/**}", "6:22: spec.mirrors[0].images", "is mirrored at itself")]
    [InlineData("{images: ghcr.io/**, at: a.b/**, insecureHttp: true}", "6:46: spec.mirrors[0].insecureHttp", "unknown field")]
    [InlineData("{images: ghcr.io/**, at: a.b/**}, {images: \"ghcr.io:443/**\", at: c.d/**}", "6:56: spec.mirrors[1].images", "has a mirror already")]
    public void Bad_mirrors_are_refused(string mirror, string place, string part) =>
        Registry($"host: ghcr.io\nmirrors: [{mirror}]").ShouldBeRefused(place, part);

    private static string Locate(string spec, string repository) => Set(Registry(spec)).Locate(Name(repository)).Name.ToString();

    private static RepositoryName Name(string text) => RepositoryName.TryParse(text, out RepositoryName? name) ? name : throw new FormatException(text);
}
