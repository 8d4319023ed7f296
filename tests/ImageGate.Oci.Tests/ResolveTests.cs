using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Oci.Tests;

public sealed class ResolveTests : IAsyncLifetime
{
    private const string Tag = "/v2/app/manifests/1.0";

    private readonly RegistryClient _client = Clients.New();
    private InMemoryRegistry _registry = null!;

    public async Task InitializeAsync() => _registry = await InMemoryRegistry.StartAsync();

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_tag_is_resolved_with_one_request()
    {
        using Activity trace = new Activity("the request that wants to know").Start();
        Digest image = _registry.PushImage("acme/team/app", "1.0");

        (await ResolveAsync("acme/team/app")).Found().Should().Be(image);

        RecordedRequest only = _registry.Requests.Should().ContainSingle().Which;
        only.ToString().Should().Be("HEAD /v2/acme/team/app/manifests/1.0");
        only.Authorization.Should().BeNull();
        only.Headers["User-Agent"].Should().Be("ImageGate/test");
        only.Headers["Accept"].Should().ContainAll(OciJson.ManifestType, OciJson.IndexType, OciJson.DockerManifestType, OciJson.DockerListType);
        only.Headers.Keys.Should().NotContain(["Accept-Encoding", "Cookie", "traceparent"]);
    }

    [Theory]
    [InlineData(OciJson.ManifestType)]
    [InlineData(OciJson.DockerManifestType)]
    public async Task Manifests_of_both_kinds_are_resolved(string mediaType)
    {
        Digest image = _registry.PushManifest("app", OciJson.Manifest(OciJson.Descriptor(OciJson.ConfigType, Digest.Of([1]), 1), [], mediaType: mediaType), mediaType, "1.0");

        (await ResolveAsync()).Found().Should().Be(image);
    }

    [Fact]
    public async Task An_index_is_resolved_to_its_own_digest()
    {
        Digest index = _registry.PushManifest("app", OciJson.Index(OciJson.Descriptor(OciJson.ManifestType, Digest.Of([1]), 1)), OciJson.IndexType, "1.0");

        (await ResolveAsync()).Found().Should().Be(index);
    }

    [Fact]
    public async Task Without_a_digest_header_the_bytes_are_hashed()
    {
        await using InMemoryRegistry silent = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { DigestHeader = false });
        Digest image = silent.PushImage("app", "1.0");

        (await _client.ResolveAsync(silent.Location("app"), "1.0", default)).Found().Should().Be(image);

        silent.Requests.Select(request => request.Method).Should().Equal("HEAD", "GET");
    }

    [Theory]
    [InlineData(405)]
    [InlineData(400)]
    [InlineData(501)]
    public async Task A_registry_that_refuses_HEAD_is_asked_with_GET(int status)
    {
        Digest image = _registry.PushImage("app", "1.0");
        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(status));

        (await ResolveAsync()).Found().Should().Be(image);
    }

    [Theory]
    [InlineData("sha512:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("latest")]
    public async Task A_header_without_a_sha256_digest_is_not_believed_and_the_bytes_are_hashed(string header)
    {
        Digest image = _registry.PushImage("app", "1.0");
        _registry.Fail(Tag, RegistryFaults.Headers(("Docker-Content-Digest", header)));

        (await ResolveAsync()).Found().Should().Be(image);
    }

    [Fact]
    public async Task Bytes_that_are_not_those_of_the_named_digest_are_refused()
    {
        _registry.PushImage("app", "1.0");
        var other = Digest.Of([1]);
        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(405));
        _registry.Fail("GET " + Tag, RegistryFaults.Headers(("Docker-Content-Digest", other.ToString())));

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain($"says {other} and sends the bytes of");
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("GET")]
    public async Task A_schema_1_manifest_is_refused_with_that_reason(string method)
    {
        _registry.PushImage("app", "1.0");
        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(405));
        _registry.Fail($"{method} {Tag}", RegistryFaults.Headers(("Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws")));

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("schema 1").And.Contain("app:1.0");
    }

    [Fact]
    public async Task A_schema_1_manifest_in_disguise_is_refused()
    {
        Serve("""{"schemaVersion":1,"name":"app","fsLayers":[]}""", OciJson.ManifestType);

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("malformed");
    }

    [Fact]
    public async Task A_page_for_browsers_is_no_image()
    {
        Serve("<html>Please sign in</html>", "text/html");

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("is not an image but text/html");
    }

    [Fact]
    public async Task A_digest_on_a_page_for_browsers_is_not_believed()
    {
        _registry.Fail(Tag, RegistryFaults.Body("<html/>", "text/html", ("Docker-Content-Digest", Digest.Of([1]).ToString())));

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("text/html");
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","layers":[]}""")]   // the body says index, the header manifest
    [InlineData("""{"schemaVersion":2,"layers":[],"manifests":[]}""")]                                         // both at once
    [InlineData("""{"schemaVersion":2,"schemaVersion":2,"layers":[]}""")]                                      // a name twice
    [InlineData("""{"schemaVersion":2,"layers":[]} {}""")]
    [InlineData("""{"schemaVersion":2,"mediaType":7,"layers":[]}""")]
    [InlineData("""{"schemaVersion":"2","layers":[]}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_body_that_is_not_what_it_is_said_to_be_is_refused(string body)
    {
        Serve(body, OciJson.ManifestType);

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("app:1.0 is malformed or not of its media type");
    }

    [Fact]
    public async Task A_nesting_bomb_is_refused()
    {
        Serve($$"""{"schemaVersion":2,"layers":[],"x":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}""", OciJson.ManifestType);

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>();
    }

    [Fact]
    public async Task A_manifest_of_4_MiB_is_read_and_one_byte_more_is_too_large()
    {
        string body = """{"schemaVersion":2,"layers":[]}""".PadRight(Limits.MaxManifestBytes);
        Serve(body, OciJson.ManifestType);
        (await ResolveAsync()).Found().Should().Be(Digest.Of(Encoding.UTF8.GetBytes(body)));

        Serve(body + " ", OciJson.ManifestType);
        (await ResolveAsync()).Failed<RegistryFailure.TooLarge>().Detail.Should().Contain("more than 4194304 bytes");
    }

    [Fact]
    public async Task A_body_without_end_is_too_large()
    {
        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(405));
        _registry.Fail("GET " + Tag, RegistryFaults.Endless(OciJson.ManifestType));

        (await ResolveAsync()).Failed<RegistryFailure.TooLarge>();
    }

    [Fact]
    public async Task Compressed_content_is_refused_and_not_unpacked()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(new byte[16 * 1024 * 1024]);
        }

        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(405));
        _registry.Fail("GET " + Tag, RegistryFaults.Body(compressed.ToArray(), OciJson.ManifestType, ("Content-Encoding", "gzip")));

        (await ResolveAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("compressed content");
    }

    [Fact]
    public async Task Headers_without_end_are_too_large()
    {
        _registry.Fail(Tag, RegistryFaults.Status(200, [.. Enumerable.Range(0, 8).Select(i => ($"X-{i}", new string('a', 8_000)))]));

        (await ResolveAsync()).Failed<RegistryFailure.TooLarge>().Detail.Should().Contain("KiB of headers");
    }

    [Fact]
    public async Task A_missing_tag_is_not_found()
    {
        _registry.PushImage("app", "other");

        (await ResolveAsync()).Failed<RegistryFailure.NotFound>().Detail.Should().Be($"{_registry.Host}/app has no tag 1.0");
    }

    [Fact]
    public async Task What_the_registry_says_of_an_error_is_shown_in_printable_characters_and_short()
    {
        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(405));
        _registry.Fail("GET " + Tag, async (context, _) =>
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("""{"errors":[{"code":"NAME\n\u001b[31m_""" + new string('X', 5_000) + "\"}]}");
        });

        string detail = (await ResolveAsync()).Failed<RegistryFailure.NotFound>().Detail;

        detail.Should().StartWith($"{_registry.Host}/app has no tag 1.0 (NAME??[31m_XXX").And.EndWith("...)");
        detail.Length.Should().BeLessThan(250);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refusal_is_unauthorized_and_says_who_asked(int status)
    {
        _registry.Fail(Tag, RegistryFaults.Status(status));

        (await ResolveAsync()).Failed<RegistryFailure.Unauthorized>().Detail.Should().Contain($"{_registry.Host}").And.Contain($"{status}");
    }

    [Theory]
    [InlineData(418, typeof(RegistryFailure.Invalid))]
    [InlineData(204, typeof(RegistryFailure.Invalid))]
    [InlineData(500, typeof(RegistryFailure.Unavailable))]
    [InlineData(408, typeof(RegistryFailure.Unavailable))]
    public async Task Any_other_status_is_a_failure_that_names_it(int status, Type failure)
    {
        _registry.PushImage("app", "1.0");
        _registry.Fail(Tag, RegistryFaults.Status(status));

        RegistryFailure found = (await ResolveAsync()).Should().BeOfType<RegistryResult<Digest>.Failed>().Which.Failure;
        found.Should().BeOfType(failure);
        found.Detail.Should().Contain($"answered {status} for tag 1.0");
    }

    [Theory]
    [InlineData("../../../token")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("1.0\n")]
    [InlineData("")]
    public async Task A_text_that_is_no_tag_never_gets_into_a_URL(string tag)
    {
        Func<Task> resolve = () => _client.ResolveAsync(_registry.Location("app"), tag, default);

        await resolve.Should().ThrowAsync<ArgumentException>();
        _registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_host_is_never_asked_with_the_settings_of_another()
    {
        var mixedUp = new RepositoryLocation(_registry.Name("app"), RegistryAccess.Default("ghcr.io"));

        Func<Task> resolve = () => _client.ResolveAsync(mixedUp, "1.0", default);
        Func<Task> fetch = () => _client.FetchSignaturesAsync(mixedUp, Digest.Of([1]));

        await resolve.Should().ThrowAsync<ArgumentException>();
        await fetch.Should().ThrowAsync<ArgumentException>();
    }

    private Task<RegistryResult<Digest>> ResolveAsync(string repository = "app") => _client.ResolveAsync(_registry.Location(repository), "1.0", default);

    private void Serve(string body, string mediaType)
    {
        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(405));
        _registry.Fail("GET " + Tag, RegistryFaults.Body(body, mediaType));
    }
}
