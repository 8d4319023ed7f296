using System.Text.Json.Nodes;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

public sealed class SignatureTests : IAsyncLifetime
{
    private readonly RegistryClient _client = Clients.New();
    private readonly CosignKey _key = CosignKey.CreateP256();
    private InMemoryRegistry _registry = null!;
    private Digest _image = null!;

    public async Task InitializeAsync()
    {
        _registry = await InMemoryRegistry.StartAsync();
        _image = _registry.PushImage("app", "1.0");
    }

    public async Task DisposeAsync()
    {
        _key.Dispose();
        _client.Dispose();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_signature_is_read_with_three_requests()
    {
        CosignSignature signature = _key.Sign(_image);
        _registry.PushSignature("app", _image, signature);

        SignatureSet set = (await FetchAsync()).Found();

        var only = set.Signatures.Should().ContainSingle().Which.Should().BeOfType<RawSignature.SimpleSigning>().Which;
        only.Payload.ToArray().Should().Equal(signature.Payload);
        only.PayloadDigest.Should().Be(Digest.Of(signature.Payload));
        only.Signature.Should().Be(signature.Base64);
        set.Incomplete.Should().BeNull();
        set.Notes.Should().BeEmpty();
        _registry.Requests.Select(request => request.ToString()).Should().BeEquivalentTo(
            $"GET /v2/app/manifests/sha256-{_image.Hex}.sig", $"GET /v2/app/referrers/{_image}", $"GET /v2/app/blobs/{Digest.Of(signature.Payload)}");
    }

    public static TheoryData<string> Keys => ["P-256", "P-384", "P-521", "RSA"];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task What_is_read_verifies_for_the_right_image_and_for_no_other(string kind)
    {
        using CosignKey key = kind switch
        {
            "P-256" => CosignKey.CreateP256(),
            "P-384" => CosignKey.CreateP384(),
            "P-521" => CosignKey.CreateP521(),
            _ => CosignKey.CreateRsa(),
        };
        var annotations = new Dictionary<string, string> { ["env"] = "prod" };
        _registry.PushSignature("app", _image, key.Sign(_image, annotations));
        IReadOnlyList<RawSignature> signatures = (await FetchAsync()).Found().Signatures;
        PublicKeyPem.TryParse(key.PublicPem, KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out _).Should().BeTrue();
        var signer = new SignerRequirement.AnyKey(keys!, TransparencyLog.NotRequired, annotations);

        SignatureVerifier.Verify(_image, signatures, signer, default).Should().BeOfType<VerificationResult.Verified>();
        SignatureVerifier.Verify(Digest.Of([1]), signatures, signer, default).Should().BeOfType<VerificationResult.Failed>();
    }

    [Fact]
    public async Task An_image_without_signatures_has_none()
    {
        (await FetchAsync()).Found().Should().BeSameAs(SignatureSet.Empty);

        _registry.Requests.Select(request => request.ToString()).Should().BeEquivalentTo($"GET {Sig}", $"GET {Referrers}");
    }

    [Fact]
    public async Task Signatures_over_one_payload_share_one_request_and_keep_their_order()
    {
        byte[] payload = CosignKey.Payload(_image);
        byte[] other = CosignKey.Payload(_image, dockerReference: "other");
        _registry.PushSignature("app", _image, payload, "Zmlyc3Q=");
        _registry.PushSignature("app", _image, other, "c2Vjb25k");
        _registry.PushSignature("app", _image, payload, "dGhpcmQ=");

        (await FetchAsync()).Found().Signatures.Cast<RawSignature.SimpleSigning>().Select(signature => signature.Signature)
            .Should().Equal("Zmlyc3Q=", "c2Vjb25k", "dGhpcmQ=");

        _registry.Requests.Should().HaveCount(4);
    }

    [Fact]
    public async Task Layers_that_are_no_signatures_are_passed_over_without_a_request()
    {
        PushLayers(OciJson.Descriptor(OciJson.LayerType, Digest.Of([1]), 1), OciJson.Descriptor("application/vnd.dsse.envelope.v1+json", Digest.Of([2]), 1));

        (await FetchAsync()).Found().Should().BeSameAs(SignatureSet.Empty);

        _registry.Requests.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("digest", "sha512:00", "its digest is not sha256")]
    [InlineData("digest", "../../token", "its digest is not sha256")]
    [InlineData("size", 65_537, "its payload has 65537 bytes")]
    [InlineData("size", long.MaxValue, "at most 65536 are read")]
    [InlineData("annotations", null, "it has no signature annotation")]
    public async Task A_signature_layer_that_cannot_be_is_skipped_with_a_note_and_without_a_request(string member, object? value, string note)
    {
        JsonObject bad = Layer("bad");
        bad[member] = value is null ? null : JsonValue.Create(value);
        PushLayers(bad, Layer("good"));

        SignatureSet set = (await FetchAsync()).Found();

        set.Signatures.Should().ContainSingle();
        set.Incomplete.Should().BeNull();
        set.Notes.Should().ContainSingle().Which.Should().Contain(note);
        _registry.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_payload_of_another_size_than_the_descriptor_says_is_skipped()
    {
        JsonObject bad = Layer("bad");
        bad["size"] = 4;
        PushLayers(bad, Layer("good"));

        await ShouldSkipOne("has 3 bytes and its descriptor says 4");
    }

    [Fact]
    public async Task A_payload_of_other_bytes_than_those_of_its_digest_is_skipped()
    {
        PushLayers(Layer("bad"), Layer("good"));
        _registry.Fail(Blob("bad"), RegistryFaults.Body("BAD", "application/octet-stream"));

        await ShouldSkipOne("sent other bytes than those of");
    }

    [Fact]
    public async Task A_payload_that_is_missing_is_skipped()
    {
        PushLayers(Layer("bad"), Layer("good"));
        _registry.Fail(Blob("bad"), RegistryFaults.Status(404));

        await ShouldSkipOne("has no blob");
    }

    [Fact]
    public async Task A_payload_without_end_is_skipped()
    {
        PushLayers(Layer("bad"), Layer("good"));
        _registry.Fail(Blob("bad"), RegistryFaults.Endless("application/octet-stream"));

        await ShouldSkipOne("more than 65536 bytes");
    }

    [Fact]
    public async Task A_payload_that_is_refused_is_skipped()
    {
        PushLayers(Layer("bad"), Layer("good"));
        _registry.Fail(Blob("bad"), RegistryFaults.Status(403));

        await ShouldSkipOne("answered 403");
    }

    [Fact]
    public async Task A_payload_that_cannot_be_told_makes_the_set_incomplete()
    {
        PushLayers(Layer("bad"), Layer("good"));
        _registry.Fail(Blob("bad"), RegistryFaults.Status(500));

        SignatureSet set = (await FetchAsync()).Found();

        set.Signatures.Should().ContainSingle();
        set.Incomplete!.Cause.Should().Be(UnavailableCause.Unreachable);
        set.Incomplete.Detail.Should().Contain("answered 500");
    }

    [Fact]
    public async Task A_payload_that_does_not_come_in_time_is_not_taken_for_unsigned()
    {
        PushLayers(Layer("bad"));
        HeldRequests held = _registry.Hold(Blob("bad"));
        using var deadline = new CancellationTokenSource();

        Task<RegistryResult<SignatureSet>> fetch = _client.FetchSignaturesAsync(_registry.Location("app"), _image, deadline.Token);
        await held.Arrived;
        await deadline.CancelAsync();

        (await fetch).Failed<RegistryFailure.Unavailable>().Cause.Should().Be(UnavailableCause.Timeout);
    }

    [Fact]
    public async Task A_thousand_signatures_are_read_and_one_more_is_too_much()
    {
        JsonNode[] layers = [.. Enumerable.Range(0, 1_000).Select(i => Layer("same", $"{i:0000}"))];
        PushLayers(layers);
        (await FetchAsync()).Found().Signatures.Should().HaveCount(1_000);

        PushLayers([.. layers.Select(layer => layer.DeepClone()), Layer("same", "0000")]);
        (await FetchAsync()).Failed<RegistryFailure.TooLarge>().Detail.Should().Contain("has 1001 layers; at most 1000");
    }

    [Fact]
    public async Task Ten_thousand_layers_are_refused_before_anything_of_them_is_fetched()
    {
        PushLayers([.. Enumerable.Range(0, 10_000).Select(i => OciJson.Descriptor(OciJson.SimpleSigningType, Digest.Of(BitConverter.GetBytes(i)), 4))]);

        (await FetchAsync()).Failed<RegistryFailure.TooLarge>();
        _registry.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Payloads_that_are_too_large_together_are_refused_before_they_are_fetched()
    {
        PushLayers([.. Enumerable.Range(0, 65).Select(i => OciJson.SignatureLayer([.. BitConverter.GetBytes(i), .. new byte[65_532]], "eA=="))]);

        (await FetchAsync()).Failed<RegistryFailure.TooLarge>().Detail.Should().Contain("4259840 bytes");
        _registry.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_few_payloads_are_fetched_at_once_and_no_more()
    {
        JsonObject[] layers = [.. Enumerable.Range(0, 40).Select(i => Layer($"payload {i:00}"))];
        PushLayers(layers);
        int arrived = 0;
        var eight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (JsonObject layer in layers)
        {
            _registry.Fail($"/v2/app/blobs/{layer["digest"]}", async (context, normally) =>
            {
                if (Interlocked.Increment(ref arrived) == 8)
                {
                    eight.SetResult();
                }

                await release.Task;
                await normally(context);
            });
        }

        using RegistryClient other = Clients.New();
        Task<RegistryResult<SignatureSet>> fetch = FetchAsync();
        await eight.Task;
        for (int i = 0; i < 50; i++)
        {
            await other.ResolveAsync(_registry.Location("app"), "1.0", default);       // time enough for a ninth to come
        }

        int atOnce = Volatile.Read(ref arrived);
        release.SetResult();
        (await fetch).Found().Signatures.Should().HaveCount(40);
        atOnce.Should().Be(8);
    }

    [Fact]
    public async Task Notes_are_bounded()
    {
        PushLayers([.. Enumerable.Range(0, 100).Select(_ => OciJson.Descriptor(OciJson.SimpleSigningType, Digest.Of([1]), 4))]);

        IReadOnlyList<string> notes = (await FetchAsync()).Found().Notes;

        notes.Should().HaveCount(9);
        notes[8].Should().Be("and 92 more");
    }

    [Theory]
    [InlineData(OciJson.IndexType)]
    [InlineData("text/plain")]
    [InlineData("")]
    public async Task A_sig_tag_that_is_no_image_manifest_is_refused(string mediaType)
    {
        _registry.PushSignature("app", _image, _key.Sign(_image));
        _registry.Fail(Sig, RegistryFaults.Headers(("Content-Type", mediaType)));

        (await FetchAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("is not an image manifest");
    }

    [Theory]
    [InlineData("""{"schemaVersion":2}""")]
    [InlineData("""{"schemaVersion":2,"layers":{}}""")]
    [InlineData("""{"schemaVersion":2,"layers":[7]}""")]
    [InlineData("""{"schemaVersion":2,"layers":[{"digest":"sha256:00","size":1}]}""")]
    [InlineData("""{"schemaVersion":2,"layers":[{"mediaType":"x","digest":"sha256:00","size":-1}]}""")]
    [InlineData("""{"schemaVersion":2,"layers":[{"mediaType":"x","digest":"sha256:00","size":1.5}]}""")]
    [InlineData("""{"schemaVersion":2,"layers":[{"mediaType":"x","mediaType":"y","digest":"sha256:00","size":1}]}""")]
    [InlineData("""{"schemaVersion":2,"layers":[{"mediaType":"\ud800","digest":"sha256:00","size":1}]}""")]
    public async Task A_malformed_manifest_is_refused(string body)
    {
        _registry.Fail(Sig, RegistryFaults.Body(body, OciJson.ManifestType));

        (await FetchAsync()).Failed<RegistryFailure.Invalid>().Detail.Should().Contain($"sha256-{_image.Hex}.sig is malformed");
    }

    [Fact]
    public async Task A_manifest_without_a_media_type_of_its_own_is_read()
    {
        _registry.Fail(Sig, RegistryFaults.Body($$"""{"schemaVersion":2,"layers":[{{Layer("payload").ToJsonString()}}]}""", OciJson.ManifestType + "; charset=utf-8"));

        (await FetchAsync()).Found().Signatures.Should().ContainSingle();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refusal_is_not_taken_for_unsigned(int status)
    {
        _registry.Fail(Sig, RegistryFaults.Status(status));

        (await FetchAsync()).Failed<RegistryFailure.Unauthorized>();
        _registry.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_broken_registry_is_not_taken_for_unsigned()
    {
        _registry.Fail(Sig, RegistryFaults.Status(500));

        (await FetchAsync()).Failed<RegistryFailure.Unavailable>().Cause.Should().Be(UnavailableCause.Unreachable);
    }

    private string Referrers => $"/v2/app/referrers/{_image}";

    private string Sig => $"/v2/app/manifests/{InMemoryRegistry.SignatureTag(_image)}";

    private Task<RegistryResult<SignatureSet>> FetchAsync() => _client.FetchSignaturesAsync(_registry.Location("app"), _image);

    private static string Blob(string payload) => $"/v2/app/blobs/{Digest.Of(System.Text.Encoding.UTF8.GetBytes(payload))}";

    private JsonObject Layer(string payload, string signature = "eA==")
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(payload);
        _registry.PushBlob("app", bytes);
        return OciJson.SignatureLayer(bytes, signature);
    }

    private void PushLayers(params JsonNode[] layers) => _registry.PushManifest(
        "app", OciJson.Manifest(OciJson.Descriptor(OciJson.ConfigType, Digest.Of([1]), 1), layers), OciJson.ManifestType, InMemoryRegistry.SignatureTag(_image));

    private async Task ShouldSkipOne(string note)
    {
        SignatureSet set = (await FetchAsync()).Found();
        set.Signatures.Should().ContainSingle();
        set.Incomplete.Should().BeNull();
        set.Notes.Should().ContainSingle().Which.Should().Contain(note);
    }
}
