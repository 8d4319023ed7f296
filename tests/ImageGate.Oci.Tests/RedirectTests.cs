using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

public sealed class RedirectTests : IAsyncLifetime
{
    private const string Tag = "/v2/app/manifests/1.0";

    private readonly RegistryClient _client = Clients.AllNamesHere();
    private InMemoryRegistry _registry = null!;
    private InMemoryRegistry _storage = null!;

    public async Task InitializeAsync()
    {
        _registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Basic });
        _storage = await InMemoryRegistry.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _registry.DisposeAsync();
        await _storage.DisposeAsync();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_payload_is_followed_to_its_storage_without_credentials(int status)
    {
        Digest image = _registry.PushImage("app", "1.0");
        using CosignKey key = CosignKey.CreateP256();
        CosignSignature signature = key.Sign(image);
        _registry.PushSignature("app", image, signature);
        var payload = Digest.Of(signature.Payload);
        _registry.Fail($"/v2/app/blobs/{payload}", RegistryFaults.Redirect($"{_storage.Url}/bucket?signed=1", status));
        _storage.Fail("/bucket", RegistryFaults.Body(signature.Payload, "application/octet-stream"));

        SignatureSet set = (await _client.FetchSignaturesAsync(_registry.Location("app", _registry.Credential), image)).Found();

        set.Signatures.Should().ContainSingle();
        _registry.Requests[^1].Authorization.Should().NotBeNull();
        _storage.Requests.Should().ContainSingle().Which.Authorization.Should().BeNull();
    }

    [Fact]
    public async Task Bytes_of_a_storage_are_compared_with_the_digest_too()
    {
        Digest image = _registry.PushImage("app", "1.0");
        byte[] payload = CosignKey.Payload(image);
        _registry.PushSignature("app", image, payload, "eA==");
        _registry.Fail($"/v2/app/blobs/{Digest.Of(payload)}", RegistryFaults.Redirect($"{_storage.Url}/bucket"));
        _storage.Fail("/bucket", RegistryFaults.Body(CosignKey.Payload(Digest.Of([1])), "application/octet-stream"));

        SignatureSet set = (await _client.FetchSignaturesAsync(_registry.Location("app", _registry.Credential), image)).Found();

        set.Signatures.Should().BeEmpty();
        set.Notes.Should().ContainSingle().Which.Should().Contain($"{_storage.Host} sent other bytes");
    }

    [Fact]
    public async Task A_tag_is_followed_to_where_the_registry_keeps_its_manifests()
    {
        Digest image = _storage.PushImage("kept/app", "1.0");
        _registry.Fail(Tag, RegistryFaults.Redirect($"{_storage.Url}/v2/kept/app/manifests/1.0"));

        (await ResolveAsync()).Found().Should().Be(image);
    }

    [Fact]
    public async Task Credentials_stay_on_the_way_within_the_registry()
    {
        Digest image = _registry.PushImage("moved", "1.0");
        _registry.Fail(Tag, RegistryFaults.Redirect("/v2/moved/manifests/1.0"));

        (await ResolveAsync()).Found().Should().Be(image);
    }

    [Fact]
    public async Task Credentials_do_not_come_back_with_a_redirect_back()
    {
        _registry.Fail(Tag, RegistryFaults.Redirect($"{_storage.Url}/back"));
        _storage.Fail("/back", RegistryFaults.Redirect($"{_registry.Url}/v2/moved/manifests/1.0"));
        Digest image = _registry.PushImage("moved", "1.0");
        _registry.PushImage("app", "warm");
        (await _client.ResolveAsync(_registry.Location("app", _registry.Credential), "warm", default)).Found();

        await ResolveAsync();

        _registry.Requests.First(request => request.Path == "/v2/moved/manifests/1.0").Authorization.Should().BeNull();
        _storage.Requests.Should().OnlyContain(request => request.Authorization == null);
        image.Should().NotBeNull();
    }

    [Fact]
    public async Task A_target_that_asks_for_credentials_gets_none()
    {
        _registry.Fail(Tag, RegistryFaults.Redirect($"{_storage.Url}/private"));
        _storage.Fail("/private", RegistryFaults.Status(401, ("WWW-Authenticate", "Basic realm=\"x\"")));

        (await ResolveAsync()).Failed<RegistryFailure.Unauthorized>().Detail.Should().Contain($"{_storage.Host} answered 401");

        _storage.Requests.Should().ContainSingle().Which.Authorization.Should().BeNull();
    }

    [Fact]
    public async Task A_list_that_goes_on_behind_a_redirect_goes_on_without_credentials()
    {
        Digest image = _registry.PushImage("app", "1.0");
        _registry.Fail($"/v2/app/referrers/{image}", RegistryFaults.Redirect($"{_storage.Url}/v2/app/referrers/{image}"));
        _storage.Fail($"/v2/app/referrers/{image}", RegistryFaults.Headers(("Link", "<?page=2>; rel=\"next\"")), times: 1);

        (await _client.FetchSignaturesAsync(_registry.Location("app", _registry.Credential), image)).Found();

        _storage.Requests.Should().HaveCount(2).And.OnlyContain(request => request.Authorization == null);
    }

    [Fact]
    public async Task A_circle_ends_after_three_redirects()
    {
        _registry.Fail(Tag, RegistryFaults.Redirect(Tag));

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("redirects more than 3 times");
        _registry.Requests.Should().HaveCount(4);
    }

    [Theory]
    [InlineData("http://storage.localhost:1/x", "which is not https")]
    [InlineData("ftp://127.0.0.1/x", "which is not https")]
    [InlineData("file:///etc/passwd", "which is not https")]
    [InlineData("https://user:pw@storage.localhost/x", "with a user in the URL")]
    [InlineData("https://169.254.169.254/latest/meta-data", "link-local or metadata")]
    [InlineData("https://[fe80::1]/x", "link-local or metadata")]
    [InlineData("https://0.0.0.0/x", "link-local or metadata")]
    [InlineData("https://2852039166/latest/meta-data", "link-local or metadata")]       // 169.254.169.254 as one number
    [InlineData("https://[::ffff:a9fe:a9fe]/x", "link-local or metadata")]
    [InlineData("https://", "to nowhere")]
    public async Task A_redirect_that_leads_astray_is_refused(string location, string reason)
    {
        _registry.Fail(Tag, RegistryFaults.Redirect(location));

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("redirects to").And.Contain(reason).And.NotContain("pw");
        _registry.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_redirect_without_a_target_is_refused()
    {
        _registry.Fail(Tag, RegistryFaults.Status(307));

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("to nowhere");
    }

    [Fact]
    public async Task A_registry_over_https_may_not_redirect_to_http_not_even_to_itself()
    {
        using var authority = new TestCertificateAuthority();
        await using InMemoryRegistry secure = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Tls = authority });
        secure.Fail(Tag, RegistryFaults.Redirect($"{_storage.Url}{Tag}"));

        (await _client.ResolveAsync(secure.Location("app"), "1.0", default)).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("which is not https");
        _storage.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:169.254.169.254")]
    public async Task A_name_that_leads_to_this_machine_or_to_metadata_is_not_connected_to(string address)
    {
        // The registry is known by a name that is not this machine's, so it may not send us to this machine.
        using RegistryClient client = Clients.Resolving((host, _) => Task.FromResult<IPAddress[]>([host == "registry.example" ? IPAddress.Loopback : IPAddress.Parse(address)]));
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { HostName = "registry.example" });
        registry.Fail(Tag, RegistryFaults.Redirect($"https://storage.example:{_storage.Port}/x"));

        (await client.ResolveAsync(registry.Location("app"), "1.0", default)).Failed<RegistryFailure.Invalid>().Detail
            .Should().Contain("storage.example is at an address that no registry may send us to");
        _storage.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_token_service_whose_name_leads_to_metadata_is_not_connected_to()
    {
        using RegistryClient client = Clients.Resolving((host, _) => Task.FromResult<IPAddress[]>([host == "registry.example" ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254")]));
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions
        {
            HostName = "registry.example",
            Authentication = RegistryAuthentication.Bearer,
            Challenge = _ => "Bearer realm=\"https://auth.registry.example/token\"",
        });

        (await client.ResolveAsync(registry.Location("app", registry.Credential), "1.0", default)).Failed<RegistryFailure.Invalid>().Detail
            .Should().Contain("auth.registry.example is at an address");
    }

    [Fact]
    public async Task Certificates_of_a_registry_do_not_speak_for_a_storage_in_other_hands()
    {
        using var authority = new TestCertificateAuthority();
        await using InMemoryRegistry secure = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Tls = authority, HostName = "registry.localhost" });
        await using InMemoryRegistry storage = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Tls = authority, HostName = "storage.localhost" });
        secure.Fail(Tag, RegistryFaults.Redirect($"{storage.Url}{Tag}"));

        (await _client.ResolveAsync(secure.Location("app"), "1.0", default)).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain($"TLS with {storage.Host} failed");
        storage.Requests.Should().BeEmpty();
    }

    private Task<RegistryResult<Digest>> ResolveAsync() => _client.ResolveAsync(_registry.Location("app", _registry.Credential), "1.0", default);
}
