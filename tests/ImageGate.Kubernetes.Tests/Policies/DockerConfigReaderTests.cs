using System.Text;
using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Policies.Credentials;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class DockerConfigReaderTests
{
    private const string Auth = "dXNlcjpwYTpzcw==";                    // user:pa:ss

    [Theory]
    [InlineData("ghcr.io", "ghcr.io", true)]
    [InlineData("https://ghcr.io", "ghcr.io", true)]
    [InlineData("https://ghcr.io/", "ghcr.io", true)]
    [InlineData("https://ghcr.io/v1/", "ghcr.io", true)]
    [InlineData("http://ghcr.io/v2/", "ghcr.io", true)]
    [InlineData("GHCR.IO:443", "ghcr.io", true)]
    [InlineData("https://index.docker.io/v1/", "docker.io", true)]
    [InlineData("docker.io", "docker.io", true)]
    [InlineData("localhost:5000", "localhost:5000", true)]
    [InlineData("localhost:5000", "localhost:5001", false)]
    [InlineData("ghcr.io", "ghcr.io.evil.example", false)]            // hosts are never compared by prefix
    [InlineData("ghcr.io.evil.example", "ghcr.io", false)]
    [InlineData("evil.example/ghcr.io", "ghcr.io", false)]
    [InlineData("https://evil.example/https://ghcr.io", "ghcr.io", false)]
    [InlineData("https://user@ghcr.io", "ghcr.io", false)]
    [InlineData("ghcr.io@evil.example", "evil.example", false)]
    [InlineData("*.io", "ghcr.io", false)]
    [InlineData("library", "docker.io", false)]
    [InlineData("", "docker.io", false)]
    public void A_key_is_for_its_host_only(string key, string host, bool expected)
    {
        bool found = Read($$"""{"auths": {"{{key}}": {"auth": "{{Auth}}"} } }""", host, out RegistryCredentials? credentials, out string? error);
        found.Should().Be(expected, error);
        credentials?.For("acme/app").Should().Be(new RegistryCredential("", "user", "pa:ss", null));
    }

    [Theory]
    [InlineData("acme/app", "app")]
    [InlineData("acme/other", "acme")]
    [InlineData("acme2/app", "all")]                                   // whole segments
    public void The_longest_path_wins(string repository, string expected)
    {
        Read("""
            {"auths": {
                "ghcr.io": {"username": "all", "password": "p"},
                "ghcr.io/acme": {"username": "acme", "password": "p"},
                "https://ghcr.io/v2/acme/app/": {"username": "app", "password": "p"},
                "quay.io/acme/app": {"username": "other", "password": "p"}
            }}
            """, "ghcr.io", out RegistryCredentials? credentials, out _).Should().BeTrue();
        credentials!.For(repository)!.Username.Should().Be(expected);
    }

    [Fact]
    public void A_path_of_docker_hub_is_not_moved_below_library()
    {
        Read("""{"auths": {"docker.io/acme": {"username": "u", "password": "p"}}}""", "docker.io", out RegistryCredentials? credentials, out _).Should().BeTrue();
        credentials!.For("acme/app").Should().NotBeNull();
        credentials.For("library/acme").Should().BeNull();
    }

    [Fact]
    public void An_identity_token_takes_the_place_of_the_password()
    {
        Read("""{"auths": {"a.azurecr.io": {"auth": "MDA6", "identitytoken": "t"}}}""", "a.azurecr.io", out RegistryCredentials? credentials, out _).Should().BeTrue();
        credentials!.For("x").Should().Be(new RegistryCredential("", "00", "", "t"));
    }

    [Fact]
    public void What_docker_writes_besides_does_no_harm() =>
        Read($$"""{"auths": {"a.b": {"auth": "{{Auth}}", "email": "x@y.z", "username": "user", "password": "pa:ss"} }, "credsStore": "", "credHelpers": {}, "HttpHeaders": {"a": "b"}, "detachKeys": "x"}""", "a.b", out _, out _)
            .Should().BeTrue();

    [Theory]
    [InlineData("""{"credsStore": "desktop", "auths": {"a.b": {"auth": "dTpw"}}}""", "`credsStore` and `credHelpers` name programs")]
    [InlineData("""{"credHelpers": {"c.d": "ecr-login"}, "auths": {"a.b": {"auth": "dTpw"}}}""", "kubectl create secret docker-registry")]
    [InlineData("""{"credHelpers": 1, "auths": {"a.b": {"auth": "dTpw"}}}""", "name programs")]
    [InlineData("""{"auths": {"a.b": {"auth": "dTpw"}, "a.b": {"auth": "dTpw"}}}""", "a name is there twice")]
    [InlineData("""{"auths": {"a.b": {"auth": "dTpw", "auth": "dTpx"}}}""", "a name is there twice")]
    [InlineData("""{"auths": {"a.b": {"auth": "dTpw"}, "https://a.b": {"auth": "dTpx"}}}""", "is there twice with different credentials")]
    [InlineData("""{"auths": {"a.b": {"auth": "dTpw"},}}""", "not valid JSON, or a name is there twice (line 1)")]
    [InlineData("""{"auths": {"a.b": {"auth": "dTpw"}}} x""", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "not a docker config")]
    [InlineData("{}", "there is no `auths`")]
    [InlineData("""{"auths": []}""", "there is no `auths`")]
    [InlineData("""{"auths": {}}""", "there is no entry for a.b")]
    [InlineData("""{"auths": {"a.b": "dTpw"}}""", "the entry of a.b in `auths` is no JSON object")]
    [InlineData("""{"auths": {"a.b": {}}}""", "has no user name, or no password")]
    [InlineData("""{"auths": {"a.b/c": {"auth": ""}}}""", "the entry of a.b/c in `auths` has no user name")]
    [InlineData("""{"auths": {"a.b": {"auth": 1}}}""", "has a field that is no text")]
    [InlineData("""{"auths": {"a.b": {"auth": "%%%"}}}""", "has an `auth` that is not base64 of USER:PASSWORD")]
    [InlineData("""{"auths": {"a.b": {"auth": "dXNlcg=="}}}""", "has an `auth` that is not base64 of USER:PASSWORD")]
    [InlineData("""{"auths": {"a.b": {"auth": "wyg6YQ=="}}}""", "has an `auth` that is not base64 of USER:PASSWORD")]
    [InlineData("""{"auths": {"a.b": {"auth": "dTpw", "password": "hunter2"}}}""", "differs from `username` and `password`")]
    [InlineData("""{"auths": {"a.b": {"username": "u", "password": ""}}}""", "has no user name, or no password")]
    [InlineData("""{"auths": {"a.b": {"registrytoken": "hunter2"}}}""", "`registrytoken`, which is not supported")]
    [InlineData("""{"auths": {"a.b": {"auth": "\ud800"}}}""", "not valid Unicode")]
    [InlineData("""{"auths": {"a.b": [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}}""", "not valid JSON")]
    public void A_bad_config_is_refused_without_repeating_secrets(string json, string part)
    {
        Read(json, "a.b", out RegistryCredentials? credentials, out string? error).Should().BeFalse();
        credentials.Should().BeNull();
        error.Should().Contain(part).And.NotContain("hunter2").And.NotContain("dTpw");
    }

    private static bool Read(string json, string host, out RegistryCredentials? credentials, out string? error) =>
        DockerConfigReader.TryRead(Encoding.UTF8.GetBytes(json), host, out credentials, out error);
}
