using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>Bundles in referrers, most of them made by real cosign 3.</summary>
public sealed class BundleTests : IDisposable
{
    private readonly RegistryClient _client = Clients.New();
    private readonly BundleFixture _signed = BundleFixture.Read("cosign3-key-bundle");

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("cosign3-key-bundle", true)]
    [InlineData("cosign3-key-bundle", false)]
    [InlineData("cosign3-key-bundle-p384", true)]
    [InlineData("cosign3-key-bundle-p384", false)]
    public async Task What_cosign_3_stored_verifies_for_its_image_and_key_and_for_no_other(string name, bool referrersApi)
    {
        BundleFixture signed = BundleFixture.Read(name);
        await using InMemoryRegistry registry = await StartAsync(referrersApi);
        Digest referrer = signed.PushTo(registry, "app");

        SignatureSet set = (await FetchAsync(registry, signed.Image)).Found();

        set.Signatures.Should().ContainSingle().Which.Should().BeOfType<RawSignature.Bundle>().Which.Json.ToArray().Should().Equal(signed.Bundle);
        set.Incomplete.Should().BeNull();
        set.Notes.Should().BeEmpty();
        IsVerified(set, signed.Image, signed.Key).Should().BeTrue();
        IsVerified(set, Digest.Of([1]), signed.Key).Should().BeFalse();
        using var other = CosignKey.CreateP256();
        IsVerified(set, signed.Image, Public(other)).Should().BeFalse();
        registry.Requests.Select(request => request.Path).Should().BeEquivalentTo(
            [
                $"/v2/app/manifests/{InMemoryRegistry.SignatureTag(signed.Image)}",
                $"/v2/app/referrers/{signed.Image}",
                .. referrersApi ? Array.Empty<string>() : [$"/v2/app/manifests/sha256-{signed.Image.Hex}"],
                $"/v2/app/manifests/{referrer}",
                $"/v2/app/blobs/{Digest.Of(signed.Bundle)}",
            ]);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    public async Task An_unsigned_image_costs_the_sources_and_no_more(bool referrersApi, int requests)
    {
        await using InMemoryRegistry registry = await StartAsync(referrersApi);
        Digest image = registry.PushImage("app", "1.0");

        (await FetchAsync(registry, image)).Found().Should().BeSameAs(SignatureSet.Empty);

        registry.Requests.Should().HaveCount(requests);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 4)]
    public async Task A_sig_tag_costs_one_request_more(bool referrersApi, int requests)
    {
        await using InMemoryRegistry registry = await StartAsync(referrersApi);
        Digest image = registry.PushImage("app", "1.0");
        using var key = CosignKey.CreateP256();
        registry.PushSignature("app", image, key.Sign(image));

        IsVerified((await FetchAsync(registry, image)).Found(), image, Public(key)).Should().BeTrue();

        registry.Requests.Should().HaveCount(requests);
    }

    [Fact]
    public async Task Both_layouts_of_one_image_are_read_each_for_its_own_key()
    {
        await using InMemoryRegistry registry = await StartAsync();
        _signed.PushTo(registry, "app");
        using var key = CosignKey.CreateP256();
        registry.PushSignature("app", _signed.Image, key.Sign(_signed.Image));

        SignatureSet set = (await FetchAsync(registry, _signed.Image)).Found();

        set.Signatures.Should().HaveCount(2);
        IsVerified(set, _signed.Image, _signed.Key).Should().BeTrue();
        IsVerified(set, _signed.Image, Public(key)).Should().BeTrue();
    }

    [Theory]
    [InlineData("application/spdx+json")]
    [InlineData("application/vnd.cncf.helm.config.v1+json")]
    [InlineData("application/vnd.dev.cosign.artifact.sig.v1+json")]
    [InlineData("application/vnd.dev.sigstore.bundle.v0.3+json")]
    [InlineData("")]
    public async Task What_the_list_says_of_a_bundle_does_not_matter(string artifactType)
    {
        await using InMemoryRegistry registry = await StartAsync();
        _signed.PushTo(registry, "app", artifactType);

        IsVerified((await FetchAsync(registry, _signed.Image)).Found(), _signed.Image, _signed.Key).Should().BeTrue();
    }

    [Fact]
    public async Task What_only_calls_itself_a_bundle_is_passed_over()
    {
        await using InMemoryRegistry registry = await StartAsync();
        registry.PushReferrer("app", _signed.Image, OciJson.BundleType, OciJson.Descriptor("application/spdx+json", Digest.Of([1]), 1));

        (await FetchAsync(registry, _signed.Image)).Found().Should().BeSameAs(SignatureSet.Empty);

        registry.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_changed_bundle_is_skipped()
    {
        await using InMemoryRegistry registry = await StartAsync();
        _signed.PushTo(registry, "app");
        byte[] changed = [.. _signed.Bundle[..^1], (byte)' '];
        registry.Fail(BundleBlob, RegistryFaults.Body(changed, "application/octet-stream"));

        await ShouldSkip(registry, "sent other bytes than those of");
    }

    [Fact]
    public async Task A_missing_bundle_is_skipped()
    {
        await using InMemoryRegistry registry = await StartAsync();
        _signed.PushTo(registry, "app");
        registry.Fail(BundleBlob, RegistryFaults.Status(404));

        await ShouldSkip(registry, "has no blob");
    }

    [Fact]
    public async Task A_bundle_that_cannot_be_told_is_not_taken_for_unsigned()
    {
        await using InMemoryRegistry registry = await StartAsync();
        _signed.PushTo(registry, "app");
        registry.Fail(BundleBlob, RegistryFaults.Status(500));

        (await FetchAsync(registry, _signed.Image)).Failed<RegistryFailure.Unavailable>();
    }

    [Fact]
    public async Task A_referrer_of_other_bytes_than_those_of_its_digest_is_skipped()
    {
        await using InMemoryRegistry registry = await StartAsync();
        Digest referrer = _signed.PushTo(registry, "app");
        registry.Fail($"/v2/app/manifests/{referrer}", RegistryFaults.Body([.. _signed.Manifest, (byte)' '], OciJson.ManifestType));

        await ShouldSkip(registry, "sent other bytes than those of");
    }

    [Fact]
    public async Task A_referrer_without_end_is_skipped()
    {
        await using InMemoryRegistry registry = await StartAsync();
        Digest referrer = _signed.PushTo(registry, "app");
        registry.Fail($"/v2/app/manifests/{referrer}", RegistryFaults.Endless(OciJson.ManifestType));

        await ShouldSkip(registry, "more than 1048576 bytes");
    }

    [Fact]
    public async Task A_bundle_longer_than_its_descriptor_says_is_not_read_to_its_end()
    {
        await using InMemoryRegistry registry = await StartAsync();
        _signed.PushTo(registry, "app");
        registry.Fail(BundleBlob, RegistryFaults.Endless("application/octet-stream"));

        await ShouldSkip(registry, "more than 65536 bytes");
    }

    [Fact]
    public async Task An_index_among_the_referrers_is_skipped()
    {
        await using InMemoryRegistry registry = await StartAsync();
        Digest index = registry.PushManifest("app", OciJson.Index(), OciJson.IndexType);
        registry.ListReferrer("app", _signed.Image, OciJson.Descriptor(OciJson.IndexType, index, 1, OciJson.BundleType));

        await ShouldSkip(registry, "is not an image manifest");
    }

    [Fact]
    public async Task A_referrer_of_another_image_is_skipped()
    {
        await using InMemoryRegistry registry = await StartAsync();
        Digest referrer = _signed.PushTo(registry, "app");
        Digest other = registry.PushImage("app", "other");
        registry.ListReferrer("app", other, OciJson.Descriptor(OciJson.ManifestType, referrer, _signed.Manifest.Length, OciJson.BundleType));

        SignatureSet set = (await FetchAsync(registry, other)).Found();

        set.Signatures.Should().BeEmpty();
        set.Notes.Should().ContainSingle().Which.Should().Contain($"does not refer to {other}");
    }

    [Fact]
    public async Task A_bundle_among_two_layers_is_skipped()
    {
        await using InMemoryRegistry registry = await StartAsync();
        registry.PushBlob("app", _signed.Bundle);
        registry.PushReferrer("app", _signed.Image, OciJson.BundleType, BundleLayer(), BundleLayer());

        await ShouldSkip(registry, "has a Sigstore bundle among 2 layers");
    }

    [Theory]
    [InlineData("digest", "sha512:00", "its digest is not sha256")]
    [InlineData("size", 8_388_609, "at most 8388608 are read")]
    [InlineData("size", 3, "its descriptor says 3")]
    public async Task A_layer_that_cannot_be_is_skipped(string member, object value, string note)
    {
        await using InMemoryRegistry registry = await StartAsync();
        registry.PushBlob("app", _signed.Bundle);
        JsonObject layer = BundleLayer();
        layer[member] = JsonValue.Create(value);
        registry.PushReferrer("app", _signed.Image, OciJson.BundleType, layer);

        await ShouldSkip(registry, note);
    }

    [Fact]
    public async Task A_good_bundle_is_found_behind_as_many_others_as_may_be_listed()
    {
        await using InMemoryRegistry registry = await StartAsync();
        List(registry, 999, "application/spdx+json");
        _signed.PushTo(registry, "app", OciJson.BundleType);

        SignatureSet set = (await FetchAsync(registry, _signed.Image)).Found();

        IsVerified(set, _signed.Image, _signed.Key).Should().BeTrue();
        set.Notes[0].Should().Contain("1000 referrers").And.Contain("at most 64 are read");
        set.Notes.Should().HaveCount(Limits.MaxNotes + 1);
        registry.Requests.Should().HaveCount(2 + Limits.MaxSignatureReferrers + 1);
    }

    [Fact]
    public async Task A_signature_is_read_before_attestations()
    {
        await using InMemoryRegistry registry = await StartAsync();
        List(registry, 100, OciJson.BundleType);
        _signed.PushTo(registry, "app", OciJson.BundleType);
        Digest referrer = Digest.Of(_signed.Manifest);
        JsonObject annotated = OciJson.Descriptor(OciJson.ManifestType, referrer, _signed.Manifest.Length, OciJson.BundleType);
        annotated["annotations"] = new JsonObject { ["dev.sigstore.bundle.predicateType"] = "https://sigstore.dev/cosign/sign/v1" };
        registry.ListReferrer("app", _signed.Image, annotated);

        IsVerified((await FetchAsync(registry, _signed.Image)).Found(), _signed.Image, _signed.Key).Should().BeTrue();
    }

    [Fact]
    public async Task Two_thousand_referrers_are_too_many_and_are_not_taken_for_unsigned()
    {
        await using InMemoryRegistry registry = await StartAsync();
        List(registry, 2_000, OciJson.BundleType);

        (await FetchAsync(registry, _signed.Image)).Failed<RegistryFailure.TooLarge>().Detail.Should().Contain("at most 1000");
        registry.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Two_thousand_referrers_do_not_hide_the_sig_tag()
    {
        await using InMemoryRegistry registry = await StartAsync();
        List(registry, 2_000, OciJson.BundleType);
        using var key = CosignKey.CreateP256();
        registry.PushSignature("app", _signed.Image, key.Sign(_signed.Image));

        SignatureSet set = (await FetchAsync(registry, _signed.Image)).Found();

        IsVerified(set, _signed.Image, Public(key)).Should().BeTrue();
        set.Notes.Should().ContainSingle().Which.Should().Contain("at most 1000");
    }

    [Fact]
    public async Task Large_bundles_do_not_keep_a_small_one_out()
    {
        await using InMemoryRegistry registry = await StartAsync();
        for (int i = 0; i < 5; i++)
        {
            registry.PushReferrer("app", _signed.Image, OciJson.BundleType, OciJson.Descriptor(OciJson.BundleType, Digest.Of([(byte)i]), 8 * 1024 * 1024));
        }

        _signed.PushTo(registry, "app");

        SignatureSet set = (await FetchAsync(registry, _signed.Image)).Found();

        IsVerified(set, _signed.Image, _signed.Key).Should().BeTrue();
        set.Notes[0].Should().Contain("the 2 largest were not read");
    }

    [Fact]
    public async Task A_thousand_tagged_signatures_do_not_keep_a_bundle_out()
    {
        await using InMemoryRegistry registry = await StartAsync();
        _signed.PushTo(registry, "app");
        byte[] payload = CosignKey.Payload(_signed.Image);
        registry.PushBlob("app", payload);
        byte[] manifest = OciJson.Manifest(
            OciJson.Descriptor(OciJson.ConfigType, Digest.Of([1]), 1), Enumerable.Range(0, 1_000).Select(_ => OciJson.SignatureLayer(payload, "eA==")));
        registry.PushManifest("app", manifest, OciJson.ManifestType, InMemoryRegistry.SignatureTag(_signed.Image));

        SignatureSet set = (await FetchAsync(registry, _signed.Image)).Found();

        IsVerified(set, _signed.Image, _signed.Key).Should().BeTrue();
        set.Notes.Should().ContainSingle().Which.Should().Contain("1001 signatures of the image; 1000 are looked at");
    }

    private string BundleBlob => $"/v2/app/blobs/{Digest.Of(_signed.Bundle)}";

    private static Task<InMemoryRegistry> StartAsync(bool referrersApi = true) => InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { ReferrersApi = referrersApi });

    private static PublicKey Public(CosignKey key) =>
        PublicKeyPem.TryParse(key.PublicPem, KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out string? error) ? keys[0] : throw new FormatException(error);

    private static bool IsVerified(SignatureSet set, Digest image, PublicKey key) => SignatureVerifier.Verify(
        image, set.Signatures, new SignerRequirement.AnyKey([key], TransparencyLog.NotRequired, new Dictionary<string, string>()), default) is VerificationResult.Verified;

    private Task<RegistryResult<SignatureSet>> FetchAsync(InMemoryRegistry registry, Digest image) =>
        _client.FetchSignaturesAsync(registry.Location("app"), image);

    private JsonObject BundleLayer() => OciJson.Descriptor(OciJson.BundleType, Digest.Of(_signed.Bundle), _signed.Bundle.Length);

    private void List(InMemoryRegistry registry, int count, string artifactType)
    {
        for (int i = 0; i < count; i++)
        {
            registry.ListReferrer("app", _signed.Image, OciJson.Descriptor(OciJson.ManifestType, Digest.Of(Encoding.UTF8.GetBytes($"{i}")), 1, artifactType));
        }
    }

    // Beside a good signature of the other layout, which has to be found all the same.
    private async Task ShouldSkip(InMemoryRegistry registry, string note)
    {
        using var key = CosignKey.CreateP256();
        registry.PushSignature("app", _signed.Image, key.Sign(_signed.Image));
        SignatureSet set = (await FetchAsync(registry, _signed.Image)).Found();
        set.Signatures.Should().ContainSingle().Which.Should().BeOfType<RawSignature.SimpleSigning>();
        set.Incomplete.Should().BeNull();
        set.Notes.Should().ContainSingle().Which.Should().Contain(note);
    }
}
