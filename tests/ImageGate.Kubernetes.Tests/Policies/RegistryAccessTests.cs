using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class RegistryAccessTests
{
    [Fact]
    public void Access_is_read()
    {
        string ca = TestKey.CertificatePem();
        var files = new FilesInMemory { ["/etc/docker.json"] = """{"auths": {"ghcr.io": {"auth": "dXNlcjpwYXNz"}}}""" };
        RegistryAccess access = Access($"host: GHCR.io:443\ncaBundle: {TestKey.Quoted(ca)}\ncredentials: {{dockerConfigFile: /etc/docker.json}}\nmaxConcurrency: 4", "ghcr.io/acme/app", files);
        access.Should().Be(new RegistryAccess("ghcr.io", false, ca, new RegistryCredentials([new RegistryCredential("", "user", "pass", null)]), 4));
    }

    [Fact]
    public void What_is_not_written_is_as_without_settings() =>
        Access("host: ghcr.io", "ghcr.io/a").Should().Be(new RegistryAccess("ghcr.io", false, null, RegistryCredentials.Anonymous, RegistryAccess.DefaultMaxConcurrency));

    [Theory]
    [InlineData("google", "europe-west3-docker.pkg.dev")]
    [InlineData("google", "GCR.io:443")]
    [InlineData("aws", "123456789012.dkr.ecr.eu-central-1.amazonaws.com")]
    [InlineData("aws", "public.ecr.aws")]
    [InlineData("azure", "acme.azurecr.io")]
    public void The_pods_own_identity_is_for_registries_of_its_cloud(string from, string host)
    {
        string canonical = host.ToLowerInvariant().Replace(":443", "", StringComparison.Ordinal);
        Access($"host: \"{host}\"\ncredentials: {{from: {from}}}", $"{canonical}/acme/app").Credentials.Should().Be(RegistryCredentials.OfCloud(CloudRegistry.Of(canonical)!));
        Access("host: acme.azurecr.io\ncredentials: {from: azure}", "other.azurecr.io/app").Credentials.Should().Be(RegistryCredentials.Anonymous, "only the host that is written gets it");
    }

    [Fact]
    public void Token_realms_are_read() =>
        Access("host: registry.acme.io\ntokenRealms: [\"GitLab.acme.io:443\", \"sso.acme.io:8443\"]", "registry.acme.io/a").TokenRealms
            .Should().Be(new TokenRealmHosts(["gitlab.acme.io", "sso.acme.io:8443"]));

    [Fact]
    public void InsecureHttp_holds_for_its_host_only()
    {
        PolicySet set = Set(Registry("host: \"localhost:5000\"\ninsecureHttp: true"));
        set.Locate(Name("localhost:5000/a")).Access.InsecureHttp.Should().BeTrue();
        set.Locate(Name("localhost:5001/a")).Access.InsecureHttp.Should().BeFalse();
        set.Locate(Name("localhost/a")).Access.InsecureHttp.Should().BeFalse();
    }

    [Theory]
    [InlineData("insecureHttp: true", "5:3: spec.host", "is missing")]
    [InlineData("host: https://ghcr.io", "5:9: spec.host", "without `https://`")]
    [InlineData("host: ghcr.io/acme", "5:9: spec.host", "is not a registry's host")]
    [InlineData("host: ghcr", "5:9: spec.host", "is not a registry's host")]
    [InlineData("host: \"*.acme.io\"", "5:9: spec.host", "is not a registry's host")]
    [InlineData("host: \"ghcr.io:99999\"", "5:9: spec.host", "is not a registry's host")]
    [InlineData("hosts: a.b\nhost: a.b", "5:3: spec.hosts", "did you mean `host`?")]
    [InlineData("insecure: true\nhost: a.b", "5:3: spec.insecure", "the fields here are `host`, `insecureHttp`")]
    [InlineData("insecureHttp: yes\nhost: a.b", "5:17: spec.insecureHttp", "write `true` or `false` without quotes")]
    [InlineData("insecureHttp: \"true\"\nhost: a.b", "5:17: spec.insecureHttp", "is a text: write `true` or `false` without quotes")]
    [InlineData("insecureHttp: True\nhost: a.b", "5:17: spec.insecureHttp", "write `true` or `false` without quotes")]
    [InlineData("maxConcurrency: 0\nhost: a.b", "5:19: spec.maxConcurrency", "write a whole number from 1 to 1000")]
    [InlineData("maxConcurrency: 1001\nhost: a.b", "5:19: spec.maxConcurrency", "write a whole number from 1 to 1000")]
    [InlineData("maxConcurrency: 1e2\nhost: a.b", "5:19: spec.maxConcurrency", "write a whole number from 1 to 1000")]
    [InlineData("credentials: secret-word\nhost: a.b", "5:16: spec.credentials", "is a text: write a mapping with `dockerConfigFile` and `from`")]
    [InlineData("credentials: {}\nhost: a.b", "5:16: spec.credentials", "write exactly one of `dockerConfigFile` and `from`")]
    [InlineData("credentials: {password: secret-word, dockerConfigFile: there}\nhost: a.b", "5:17: spec.credentials.password", "unknown field")]
    [InlineData("credentials: {dockerConfigFile: nowhere}\nhost: a.b", "5:35: spec.credentials.dockerConfigFile", "the file cannot be used: it does not exist")]
    [InlineData("credentials: {dockerConfigFile: there}\nhost: c.d", "5:35: spec.credentials.dockerConfigFile", "the file: there is no entry for c.d")]
    [InlineData("credentials: {from: google, dockerConfigFile: there}\nhost: gcr.io", "5:16: spec.credentials", "has `dockerConfigFile` and `from`")]
    [InlineData("credentials: {from: gcp}\nhost: gcr.io", "5:23: spec.credentials.from", "`google`, `aws` or `azure`")]
    [InlineData("credentials: {from: google}\nhost: evil.example", "5:23: spec.credentials.from", "the host is none of its registries")]
    [InlineData("credentials: {from: google}\nhost: x.pkg.dev.evil.com", "5:23: spec.credentials.from", "the host is none of its registries")]
    [InlineData("credentials: {from: google}\nhost: acme.azurecr.io", "5:23: spec.credentials.from", "write it for `NAME.pkg.dev`")]
    [InlineData("credentials: {from: aws}\nhost: acme.azurecr.io", "5:23: spec.credentials.from", "write it for `ACCOUNT.dkr.ecr.REGION.amazonaws.com`")]
    [InlineData("credentials: {from: aws}\nhost: 123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.com", "5:23: spec.credentials.from", "the host is none of its registries")]
    [InlineData("credentials: {from: azure}\nhost: gcr.io", "5:23: spec.credentials.from", "write it for `NAME.azurecr.io`")]
    [InlineData("credentials: {from: azure}\nhost: acme.azurecr.io\ninsecureHttp: true", "5:23: spec.credentials.from", "everyone on the way would read the login")]
    [InlineData("credentials: {from: azure}\nhost: acme.azurecr.io\ntokenRealms: [a.b]", "7:16: spec.tokenRealms", "is not for `credentials.from`")]
    [InlineData("host: a.b\ntokenRealms: []", "6:16: spec.tokenRealms", "the list is empty")]
    [InlineData("host: a.b\ntokenRealms: [\"https://c.d/token\"]", "6:17: spec.tokenRealms[0]", "is not a host")]
    [InlineData("host: a.b\ntokenRealms: [a.b, a.c, a.d, a.e, a.f, a.g, a.h, a.i, a.j]", "6:16: spec.tokenRealms", "at most 8")]
    public void Bad_access_is_refused(string spec, string place, string part)
    {
        var files = new FilesInMemory { ["there"] = """{"auths": {"a.b": {"auth": "dXNlcjpwYXNz"}}}""" };
        string text = Registry(spec);
        text.ShouldBeRefused(place, part, files);
        Errors(text, files)[0].Should().NotContain("secret-word");
    }

    [Fact]
    public void A_password_in_the_host_is_not_repeated() =>
        Errors(Registry("host: user:secret-word@ghcr.io"))[0].Should().StartWith("p.yaml:5:9: spec.host: ").And.NotContain("secret-word");

    [Fact]
    public void One_host_twice_is_refused_however_it_is_spelt() =>
        (Document("RegistryAccess", "host: docker.io") + "---\n" + Registry("host: index.docker.io:443").Replace("name: d", "name: e", StringComparison.Ordinal))
            .ShouldBeRefused("11:9: spec.host", "the host `docker.io` is there twice (first in p.yaml:5)");

    [Fact]
    public void A_caBundle_may_have_text_between_its_certificates() =>
        Access($"host: a.b\ncaBundle: {TestKey.Quoted("# one\n" + TestKey.CertificatePem() + "\nAnother\n=======\n" + TestKey.CertificatePem())}", "a.b/c").CaBundle.Should().NotBeNull();

    [Fact]
    public void A_bad_caBundle_is_refused()
    {
        string good = TestKey.CertificatePem();
        (string Pem, string Part)[] cases =
        [
            ("nothing", "there is no PEM block"),
            (good.Replace("-----BEGIN", "----BEGIN", StringComparison.Ordinal), "broken PEM block"),
            (good + "\n-----BEGIN CERTIFICATE-----\nMIIB\n", "broken PEM block"),
            (good + "\n" + TestKey.Pem(), "no CERTIFICATE"),
            (good + "\n" + TestKey.PrivatePem(), "private key"),
            ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "is no certificate"),
        ];
        foreach ((string pem, string part) in cases)
        {
            Registry($"host: a.b\ncaBundle: {TestKey.Quoted(pem)}").ShouldBeRefused("6:13: spec.caBundle", part);
        }
    }

    [Fact]
    public void A_caBundle_for_plain_http_is_refused() =>
        Registry($"host: a.b\ninsecureHttp: true\ncaBundle: {TestKey.Quoted(TestKey.CertificatePem())}").ShouldBeRefused("7:13: spec.caBundle", "plain HTTP has no certificates");

    private static RegistryAccess Access(string spec, string repository, FilesInMemory? files = null) => Set(Registry(spec), files).Locate(Name(repository)).Access;

    private static RepositoryName Name(string text) => RepositoryName.TryParse(text, out RepositoryName? name) ? name : throw new FormatException(text);
}
