using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

public sealed class ReferrerTests : IDisposable
{
    private readonly RegistryClient _client = Clients.New();
    private readonly CosignKey _key = CosignKey.CreateP256();
    private Digest _image = null!;

    public void Dispose()
    {
        _key.Dispose();
        _client.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signatures_that_cosign_2_stored_as_referrers_are_read(bool referrersApi)
    {
        await using InMemoryRegistry registry = await StartAsync(new InMemoryRegistryOptions { ReferrersApi = referrersApi });
        CosignSignature signature = PushSigned(registry);

        SignatureSet set = (await FetchAsync(registry)).Found();

        set.Signatures.Should().ContainSingle().Which.Should().BeOfType<RawSignature.SimpleSigning>().Which.Signature.Should().Be(signature.Base64);
        set.Notes.Should().BeEmpty();
    }

    [Fact]
    public async Task Referrers_are_read_beside_the_sig_tag()
    {
        await using InMemoryRegistry registry = await StartAsync();
        CosignSignature tagged = _key.Sign(_image);
        registry.PushSignature("app", _image, tagged);
        CosignSignature referring = PushSigned(registry);

        (await FetchAsync(registry)).Found().Signatures.Cast<RawSignature.SimpleSigning>().Select(signature => signature.Signature)
            .Should().BeEquivalentTo(tagged.Base64, referring.Base64);
    }

    [Fact]
    public async Task A_referrer_of_another_image_is_skipped()
    {
        await using InMemoryRegistry registry = await StartAsync();
        var other = Digest.Of([1]);
        byte[] payload = CosignKey.Payload(_image);
        registry.PushBlob("app", payload);
        Digest stray = registry.PushReferrer("app", other, OciJson.CosignSignatureType, OciJson.SignatureLayer(payload, "eA=="));
        registry.ListReferrer("app", _image, OciJson.Descriptor(OciJson.ManifestType, stray, 1, OciJson.CosignSignatureType));

        await ShouldSkip(registry, "does not refer to");
    }

    [Fact]
    public async Task A_referrer_of_other_bytes_than_those_of_its_digest_is_skipped()
    {
        await using InMemoryRegistry registry = await StartAsync();
        byte[] payload = CosignKey.Payload(_image);
        registry.PushBlob("app", payload);
        Digest real = registry.PushReferrer("app", _image, OciJson.CosignSignatureType, OciJson.SignatureLayer(payload, "eA=="));
        byte[] forged = OciJson.Manifest(
            OciJson.Descriptor(OciJson.ConfigType, Digest.Of([1]), 1), [OciJson.SignatureLayer(payload, "Zm9yZ2Vk")], OciJson.Descriptor(OciJson.ManifestType, _image, 1));
        registry.Fail($"/v2/app/manifests/{real}", RegistryFaults.Body(forged, OciJson.ManifestType));

        await ShouldSkip(registry, "sent other bytes than those of");
    }

    [Theory]
    [InlineData("sha512:00")]
    [InlineData("../../../token")]
    public async Task A_referrer_without_a_sha256_digest_is_skipped_without_a_request(string digest)
    {
        await using InMemoryRegistry registry = await StartAsync();
        JsonObject descriptor = OciJson.Descriptor(OciJson.ManifestType, Digest.Of([1]), 1, OciJson.CosignSignatureType);
        descriptor["digest"] = digest;
        registry.ListReferrer("app", _image, descriptor);

        await ShouldSkip(registry, "its digest is not sha256");
        registry.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_referrer_that_cannot_be_told_makes_the_set_incomplete()
    {
        await using InMemoryRegistry registry = await StartAsync();
        PushSigned(registry);
        byte[] payload = "other"u8.ToArray();
        Digest second = registry.PushReferrer("app", _image, OciJson.CosignSignatureType, OciJson.SignatureLayer(payload, "eA=="));
        registry.Fail($"/v2/app/manifests/{second}", RegistryFaults.Status(500));

        SignatureSet set = (await FetchAsync(registry)).Found();

        set.Signatures.Should().ContainSingle();
        set.Incomplete!.Detail.Should().Contain("answered 500");
    }

    [Fact]
    public async Task More_referrers_than_are_read_are_not_taken_for_unsigned()
    {
        await using InMemoryRegistry registry = await StartAsync();
        for (int i = 0; i <= Limits.MaxSignatureReferrers; i++)
        {
            registry.ListReferrer("app", _image, OciJson.Descriptor(OciJson.ManifestType, Digest.Of(BitConverter.GetBytes(i)), 1, OciJson.CosignSignatureType));
        }

        (await FetchAsync(registry)).Failed<RegistryFailure.TooLarge>().Detail.Should().Contain("65 referrers").And.Contain("at most 64").And.Contain("may be among the others");
        registry.Requests.Should().HaveCount(2 + Limits.MaxSignatureReferrers);
    }

    [Fact]
    public async Task Signatures_of_all_referrers_together_are_bounded()
    {
        await using InMemoryRegistry registry = await StartAsync();
        byte[] payload = CosignKey.Payload(_image);
        registry.PushBlob("app", payload);
        registry.PushReferrer("app", _image, OciJson.CosignSignatureType, [.. Enumerable.Range(0, 1_000).Select(_ => OciJson.SignatureLayer(payload, "eA=="))]);
        registry.PushReferrer("app", _image, OciJson.CosignSignatureType, OciJson.SignatureLayer(payload, "eQ=="));

        (await FetchAsync(registry)).Failed<RegistryFailure.TooLarge>().Detail.Should().Contain("1001 signatures");
    }

    [Fact]
    public async Task All_pages_are_read()
    {
        await using InMemoryRegistry registry = await StartAsync(new InMemoryRegistryOptions { ReferrersPerPage = 2 });
        for (int i = 0; i < 4; i++)
        {
            registry.ListReferrer("app", _image, OciJson.Descriptor(OciJson.ManifestType, Digest.Of([(byte)i]), 1, "application/spdx+json"));
        }

        PushSigned(registry);

        (await FetchAsync(registry)).Found().Signatures.Should().ContainSingle();
        registry.Requests.Count(request => request.Path == Referrers).Should().Be(3);
    }

    [Fact]
    public async Task Pages_without_end_are_too_much()
    {
        await using InMemoryRegistry registry = await StartAsync();
        registry.Fail(Referrers, RegistryFaults.Headers(("Link", $"<{Referrers}?again>; rel=\"next\"")));

        (await FetchAsync(registry)).Failed<RegistryFailure.TooLarge>().Detail.Should().Contain("20 pages");
        registry.Requests.Count(request => request.Path == Referrers).Should().Be(Limits.MaxReferrerPages);
    }

    [Theory]
    [InlineData("""<https://evil.example{0}?skip=1>; rel="next" """)]          // another host
    [InlineData("""<//evil.example{0}?skip=1>; rel="next" """)]
    [InlineData("""<http://127.0.0.1:1{0}?skip=1>; rel="next" """)]            // another port
    [InlineData("""</v2/other/referrers/x>; rel="next" """)]                   // another list
    [InlineData("""<{0}/../../../token>; rel="next" """)]
    [InlineData("""<{0}%2f..%2f..%2fblobs>; rel="next" """)]
    [InlineData("""<http://user@{1}{0}>; rel="next" """)]
    [InlineData("""next please""")]
    [InlineData("""<{0}?skip=1>; rel="prev" """)]
    public async Task A_next_page_anywhere_else_is_refused(string link)
    {
        await using InMemoryRegistry registry = await StartAsync();
        registry.Fail(Referrers, RegistryFaults.Headers(("Link", string.Format(System.Globalization.CultureInfo.InvariantCulture, link, Referrers, registry.Host).Trim())));

        (await FetchAsync(registry)).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("goes on at a URL that is malformed or not of the same list");
        registry.Requests.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("<{0}?skip=1>;rel=next")]
    [InlineData("<{0}?skip=1> ; REL=\"next\"")]
    [InlineData("<?skip=1>; rel=\"next\"")]
    public async Task A_next_page_of_the_same_list_is_read_however_it_is_written(string link)
    {
        await using InMemoryRegistry registry = await StartAsync();
        registry.Fail(Referrers, RegistryFaults.Headers(("Link", string.Format(System.Globalization.CultureInfo.InvariantCulture, link, Referrers))), times: 1);

        (await FetchAsync(registry)).Found();
        registry.Requests[^1].Query.Should().Be("?skip=1");
    }

    [Fact]
    public async Task A_page_that_fails_fails_the_whole_list()
    {
        await using InMemoryRegistry registry = await StartAsync(new InMemoryRegistryOptions { ReferrersPerPage = 1 });
        PushSigned(registry);
        PushSigned(registry);
        registry.Fail(Referrers, (context, normally) => context.Request.Query.ContainsKey("skip") ? RegistryFaults.Status(500)(context, normally) : normally(context));

        (await FetchAsync(registry)).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("answered 500 for next page");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_thousand_referrers_are_too_many(bool referrersApi)
    {
        await using InMemoryRegistry registry = await StartAsync(new InMemoryRegistryOptions { ReferrersApi = referrersApi });
        byte[] index = OciJson.Index([.. Enumerable.Range(0, 10_000).Select(i => OciJson.Descriptor(OciJson.ManifestType, Digest.Of(BitConverter.GetBytes(i)), 1))]);
        registry.Fail(referrersApi ? Referrers : Fallback, RegistryFaults.Body(index, OciJson.IndexType));

        (await FetchAsync(registry)).Failed<RegistryFailure.TooLarge>().Detail.Should().Contain("has 10000 manifests; at most 1000");
    }

    [Fact]
    public async Task Referrers_of_all_pages_together_are_bounded()
    {
        await using InMemoryRegistry registry = await StartAsync();
        byte[] index = OciJson.Index([.. Enumerable.Range(0, 600).Select(i => OciJson.Descriptor(OciJson.ManifestType, Digest.Of(BitConverter.GetBytes(i)), 1))]);
        registry.Fail(Referrers, RegistryFaults.Body(index, OciJson.IndexType, ("Link", $"<{Referrers}?x>; rel=\"next\"")));

        (await FetchAsync(registry)).Failed<RegistryFailure.TooLarge>();
        registry.Requests.Count(request => request.Path == Referrers).Should().Be(2);
    }

    [Theory]
    [InlineData(200, "text/html")]
    [InlineData(404, "application/json")]
    [InlineData(405, "application/json")]
    [InlineData(400, "text/plain")]
    public async Task A_registry_without_the_referrers_API_is_asked_for_the_fallback_tag(int status, string mediaType)
    {
        await using InMemoryRegistry registry = await StartAsync(new InMemoryRegistryOptions { ReferrersApi = false });
        PushSigned(registry);
        registry.Fail(Referrers, RegistryFaults.Status(status, ("Content-Type", mediaType)));

        (await FetchAsync(registry)).Found().Signatures.Should().ContainSingle();
    }

    [Theory]
    [InlineData(401, typeof(RegistryFailure.Unauthorized))]
    [InlineData(403, typeof(RegistryFailure.Unauthorized))]
    [InlineData(500, typeof(RegistryFailure.Unavailable))]
    public async Task A_referrers_API_that_fails_is_not_taken_for_unsigned(int status, Type failure)
    {
        await using InMemoryRegistry registry = await StartAsync();
        registry.Fail(Referrers, RegistryFaults.Status(status));

        (await FetchAsync(registry)).Should().BeOfType<RegistryResult<SignatureSet>.Failed>().Which.Failure.Should().BeOfType(failure);
    }

    [Fact]
    public async Task A_fallback_tag_that_fails_is_not_taken_for_unsigned()
    {
        await using InMemoryRegistry registry = await StartAsync(new InMemoryRegistryOptions { ReferrersApi = false });
        registry.Fail(Fallback, RegistryFaults.Status(500));

        (await FetchAsync(registry)).Failed<RegistryFailure.Unavailable>();
    }

    [Fact]
    public async Task A_fallback_tag_that_is_no_index_is_refused()
    {
        await using InMemoryRegistry registry = await StartAsync(new InMemoryRegistryOptions { ReferrersApi = false });
        registry.Tag("app", $"sha256-{_image.Hex}", _image);

        (await FetchAsync(registry)).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("is not an OCI index");
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"manifests":[],"manifests":[]}""")]
    [InlineData("""{"schemaVersion":2,"manifests":[{"mediaType":"x"}]}""")]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","manifests":[]}""")]
    public async Task A_malformed_list_is_refused(string body)
    {
        await using InMemoryRegistry registry = await StartAsync();
        registry.Fail(Referrers, RegistryFaults.Body(Encoding.UTF8.GetBytes(body), OciJson.IndexType));

        (await FetchAsync(registry)).Failed<RegistryFailure.Invalid>();
    }

    private string Sig => $"/v2/app/manifests/{InMemoryRegistry.SignatureTag(_image)}";

    private string Referrers => $"/v2/app/referrers/{_image}";

    private string Fallback => $"/v2/app/manifests/sha256-{_image.Hex}";

    private async Task<InMemoryRegistry> StartAsync(InMemoryRegistryOptions? options = null)
    {
        InMemoryRegistry registry = await InMemoryRegistry.StartAsync(options);
        _image = registry.PushImage("app", "1.0");
        return registry;
    }

    private Task<RegistryResult<SignatureSet>> FetchAsync(InMemoryRegistry registry) => _client.FetchSignaturesAsync(registry.Location("app"), _image);

    private CosignSignature PushSigned(InMemoryRegistry registry)
    {
        CosignSignature signature = _key.Sign(_image);
        registry.PushBlob("app", signature.Payload);
        registry.PushReferrer("app", _image, OciJson.CosignSignatureType, OciJson.SignatureLayer(signature.Payload, signature.Base64));
        return signature;
    }

    private async Task ShouldSkip(InMemoryRegistry registry, string note)
    {
        SignatureSet set = (await FetchAsync(registry)).Found();
        set.Signatures.Should().BeEmpty();
        set.Incomplete.Should().BeNull();
        set.Notes.Should().ContainSingle().Which.Should().Contain(note);
    }
}
