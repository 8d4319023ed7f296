using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;

namespace ImageGate.Oci.Tests;

public sealed class HostTests
{
    [Theory]
    [InlineData("docker.io", false, "https://registry-1.docker.io/")]
    [InlineData("ghcr.io", false, "https://ghcr.io/")]
    [InlineData("registry.acme.io:5000", false, "https://registry.acme.io:5000/")]
    [InlineData("registry.acme.io:5000", true, "http://registry.acme.io:5000/")]
    [InlineData("[::1]:5000", true, "http://[::1]:5000/")]
    public void A_registry_is_asked_at_its_host_and_Docker_Hub_at_its_own(string host, bool insecure, string root) =>
        Endpoint(host, insecure).Root.Should().Be(new Uri(root));

    [Theory]
    [InlineData("ghcr.io", "https://ghcr.io/token", true)]
    [InlineData("registry.acme.io:5000", "https://registry.acme.io:5001/token", true)]     // another port of the same host
    [InlineData("ghcr.io", "https://GHCR.IO/token", true)]
    [InlineData("docker.io", "https://auth.docker.io/token", true)]
    [InlineData("registry.gitlab.com", "https://gitlab.com/jwt/auth", true)]               // its parent domain
    [InlineData("acme.io", "https://auth.acme.io/token", true)]                            // below it
    [InlineData("10.0.0.1", "https://10.0.0.1:5001/token", true)]
    [InlineData("ghcr.io", "https://auth.docker.io/token", false)]
    [InlineData("quay.io", "https://evil.example/token", false)]
    [InlineData("acme.azurecr.io", "https://mallory.azurecr.io/token", false)]             // a sibling is a stranger
    [InlineData("acme.co.uk", "https://mallory.co.uk/token", false)]
    [InlineData("registry.acme.io", "https://auth.acme.io/token", false)]
    [InlineData("ghcr.io", "https://io/token", false)]                                     // a top-level domain is nobody's
    [InlineData("a.registry.acme.io", "https://acme.io/token", false)]                     // one step up, not two
    [InlineData("acme.io", "https://evilacme.io/token", false)]
    [InlineData("acme.io", "https://acme.io.evil.example/token", false)]
    [InlineData("registry", "https://auth.registry/token", false)]
    [InlineData("10.0.0.1", "https://0.0.1/token", false)]
    [InlineData("auth.docker.io", "https://registry-1.docker.io/token", false)]
    [InlineData("registry.digitalocean.com", "https://api.digitalocean.com/v2/registry/auth", true)]   // siblings of one owner, by name
    [InlineData("registry.connect.redhat.com", "https://sso.redhat.com/auth", true)]
    [InlineData("registry.redhat.com", "https://sso.redhat.com/auth", false)]
    [InlineData("api.digitalocean.com", "https://registry.digitalocean.com/token", false)]
    public void Only_hosts_in_the_same_hands_get_the_credentials(string host, string realm, bool expected) =>
        Endpoint(host, false).IsKin(new Uri(realm)).Should().Be(expected);

    [Theory]
    [InlineData("https://gitlab.acme.io/jwt/auth", true)]
    [InlineData("https://GITLAB.acme.io:443/jwt/auth", true)]
    [InlineData("https://sso.acme.io:8443/token", true)]
    [InlineData("https://gitlab.acme.io:8443/jwt/auth", false)]
    [InlineData("https://sso.acme.io/token", false)]
    [InlineData("https://x.gitlab.acme.io/token", false)]
    [InlineData("https://mallory.acme.io/token", false)]
    [InlineData("https://gitlab.acme.io.evil.example/token", false)]
    public void A_token_service_that_the_settings_name_gets_the_credentials_too(string realm, bool expected)
    {
        RegistryAccess access = new("registry.acme.io", false, null, RegistryCredentials.Anonymous, 1) { TokenRealms = new TokenRealmHosts(["gitlab.acme.io", "sso.acme.io:8443"]) };
        new RegistryEndpoint(access).IsKin(new Uri(realm)).Should().Be(expected);
    }

    [Theory]
    [InlineData("https://acme.azurecr.io/oauth2/token", true)]
    [InlineData("https://azurecr.io/oauth2/token", false)]
    [InlineData("https://x.acme.azurecr.io/oauth2/token", false)]
    [InlineData("https://mallory.azurecr.io/oauth2/token", false)]
    [InlineData("https://gitlab.acme.io/oauth2/token", false)]
    public void A_login_of_a_cloud_goes_to_the_registrys_own_host_alone(string realm, bool expected)
    {
        RegistryAccess access = new("acme.azurecr.io", false, null, RegistryCredentials.OfCloud(CloudRegistry.Of("acme.azurecr.io")!), 1) { TokenRealms = new TokenRealmHosts(["gitlab.acme.io"]) };
        new RegistryEndpoint(access).IsKin(new Uri(realm)).Should().Be(expected);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("10.1.2.3", true)]                         // a company's own network is where its storage is
    [InlineData("2001:db8::1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("ff02::1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    public void A_registry_may_not_send_us_to_this_machine_or_to_metadata(string address, bool expected) =>
        Guard("ghcr.io").Allows(IPAddress.Parse(address)).Should().Be(expected);

    [Theory]
    [InlineData("127.0.0.1:5000")]
    [InlineData("[::1]:5000")]
    [InlineData("localhost:5000")]
    [InlineData("registry.localhost:5000")]
    public void A_registry_on_this_machine_may_send_us_to_this_machine_but_not_to_metadata(string host)
    {
        Guard(host).Allows(IPAddress.Loopback).Should().BeTrue();
        Guard(host).Allows(IPAddress.Parse("169.254.169.254")).Should().BeFalse();
    }

    [Fact]
    public void A_registry_with_localhost_in_its_name_is_not_on_this_machine() =>
        Guard("localhost.evil.example").Allows(IPAddress.Loopback).Should().BeFalse();

    private static RegistryEndpoint Endpoint(string host, bool insecure) => new(new RegistryAccess(host, insecure, null, RegistryCredentials.Anonymous, RegistryAccess.DefaultMaxConcurrency));

    private static AddressGuard Guard(string host) => new(Endpoint(host, false), Clients.Settings());
}
