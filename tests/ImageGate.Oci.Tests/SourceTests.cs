using System.Text.Json.Nodes;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>What one source does to the others, and what stands beside the signatures of cosign 2.</summary>
public sealed class SourceTests : IAsyncLifetime
{
    private static readonly byte[] Envelope = """{"payloadType":"x","payload":"","signatures":[]}"""u8.ToArray();

    private readonly RegistryClient _client = Clients.New();
    private InMemoryRegistry _registry = null!;
    private Digest _image = null!;

    public async Task InitializeAsync()
    {
        _registry = await InMemoryRegistry.StartAsync();
        _image = _registry.PushImage("app", "1.0");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _registry.DisposeAsync();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(418)]
    public async Task Referrers_that_are_refused_do_not_hide_the_sig_tag(int status)
    {
        PushTagged();
        _registry.Fail(Referrers, RegistryFaults.Status(status));

        SignatureSet set = (await FetchAsync()).Found();

        set.Signatures.Should().ContainSingle();
        set.Incomplete.Should().BeNull();
        set.Notes.Should().ContainSingle().Which.Should().Contain(status == 401 ? "401" : $"answered {status} for list of referrers");
    }

    [Fact]
    public async Task Referrers_that_cannot_be_told_do_not_hide_the_sig_tag()
    {
        PushTagged();
        _registry.Fail(Referrers, RegistryFaults.Status(500));

        SignatureSet set = (await FetchAsync()).Found();

        set.Signatures.Should().ContainSingle();
        set.Incomplete!.Detail.Should().Contain("answered 500 for list of referrers");
    }

    [Theory]
    [InlineData(403, false)]
    [InlineData(500, true)]
    public async Task A_sig_tag_that_fails_does_not_hide_referrers(int status, bool isIncomplete)
    {
        BundleFixture signed = BundleFixture.Read("cosign3-key-bundle");
        signed.PushTo(_registry, "app");
        _registry.Fail($"/v2/app/manifests/{InMemoryRegistry.SignatureTag(signed.Image)}", RegistryFaults.Status(status));

        SignatureSet set = (await FetchAsync(signed.Image)).Found();

        set.Signatures.Should().ContainSingle().Which.Should().BeOfType<RawSignature.Bundle>();
        (set.Incomplete is not null).Should().Be(isIncomplete);
        set.Notes.Should().HaveCount(isIncomplete ? 0 : 1);
    }

    [Fact]
    public async Task Of_two_failures_the_one_that_may_pass_is_reported()
    {
        _registry.Fail(Sig, RegistryFaults.Status(403));
        _registry.Fail(Referrers, RegistryFaults.Status(500));

        (await FetchAsync()).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("answered 500");
    }

    [Fact]
    public async Task The_sources_are_asked_at_the_same_time()
    {
        PushTagged();
        PushAttestation();
        HeldRequests sig = _registry.Hold(Sig);
        HeldRequests referrers = _registry.Hold(Referrers);
        HeldRequests attestations = _registry.Hold(Att);

        Task<RegistryResult<SignatureSet>> fetch = FetchAsync(withAttestations: true);
        await Task.WhenAll(sig.Arrived, referrers.Arrived, attestations.Arrived);
        sig.Release();
        referrers.Release();
        attestations.Release();

        (await fetch).Found().Signatures.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_cosign_wrote_beside_a_signature_is_carried_along()
    {
        PushTagged(("certificate", "PEM"), ("chain", "more PEM"), ("bundle", "{}"), ("rfc3161timestamp", "{ }"));

        Only<RawSignature.SimpleSigning>(await FetchAsync()).Annotations.Should().Be(new CosignAnnotations("PEM", "more PEM", "{}", "{ }"));
    }

    [Fact]
    public async Task Nothing_beside_a_signature_is_carried_as_nothing()
    {
        PushTagged();

        Only<RawSignature.SimpleSigning>(await FetchAsync()).Annotations.Should().BeNull();
    }

    [Theory]
    [InlineData("certificate")]
    [InlineData("chain")]
    [InlineData("bundle")]
    [InlineData("rfc3161timestamp")]
    public async Task An_annotation_over_its_bound_skips_its_signature(string name)
    {
        PushTagged((name, new string('a', Sigstore.Limits.MaxAnnotationCharacters)));
        (await FetchAsync()).Found().Signatures.Should().ContainSingle();

        PushTagged((name, new string('a', Sigstore.Limits.MaxAnnotationCharacters + 1)));
        SignatureSet set = (await FetchAsync()).Found();
        set.Signatures.Should().BeEmpty();
        set.Notes.Should().ContainSingle().Which.Should().Contain("an annotation is over 262144 characters");
    }

    [Fact]
    public async Task Attestations_are_read_when_they_are_wanted()
    {
        PushAttestation(("certificate", "PEM"));

        var attestation = Only<RawSignature.Attestation>(await FetchAsync(withAttestations: true));

        attestation.Envelope.ToArray().Should().Equal(Envelope);
        attestation.EnvelopeDigest.Should().Be(Digest.Of(Envelope));
        attestation.Annotations.Should().Be(new CosignAnnotations("PEM", null, null, null));
        _registry.Requests.Select(request => request.Path).Should().BeEquivalentTo(Sig, Referrers, Att, $"/v2/app/blobs/{Digest.Of(Envelope)}");
    }

    [Fact]
    public async Task Attestations_are_not_asked_for_when_they_are_not_wanted()
    {
        PushAttestation();

        (await FetchAsync()).Found().Should().BeSameAs(SignatureSet.Empty);

        _registry.Requests.Select(request => request.Path).Should().BeEquivalentTo(Sig, Referrers);
    }

    [Fact]
    public async Task Attestations_that_fail_do_not_hide_a_signature()
    {
        PushTagged();
        _registry.Fail(Att, RegistryFaults.Status(403));

        SignatureSet set = (await FetchAsync(withAttestations: true)).Found();

        set.Signatures.Should().ContainSingle();
        set.Notes.Should().ContainSingle().Which.Should().Contain("answered 403");
    }

    [Theory]
    [InlineData(".sig", OciJson.DsseType)]
    [InlineData(".att", OciJson.SimpleSigningType)]
    public async Task A_layer_of_the_other_tags_kind_is_passed_over(string tag, string mediaType)
    {
        JsonObject layer = OciJson.SignatureLayer(Envelope, "eA==");
        layer["mediaType"] = mediaType;
        Push($"sha256-{_image.Hex}{tag}", layer);

        (await FetchAsync(withAttestations: true)).Found().Should().BeSameAs(SignatureSet.Empty);
    }

    private string Sig => $"/v2/app/manifests/{InMemoryRegistry.SignatureTag(_image)}";

    private string Att => $"/v2/app/manifests/{InMemoryRegistry.AttestationTag(_image)}";

    private string Referrers => $"/v2/app/referrers/{_image}";

    private static T Only<T>(RegistryResult<SignatureSet> result)
        where T : RawSignature => result.Found().Signatures.Should().ContainSingle().Which.Should().BeOfType<T>().Which;

    private Task<RegistryResult<SignatureSet>> FetchAsync(Digest? image = null, bool withAttestations = false) =>
        _client.FetchSignaturesAsync(_registry.Location("app"), image ?? _image, withAttestations: withAttestations);

    private void PushTagged(params (string Name, string Value)[] annotations)
    {
        byte[] payload = CosignKey.Payload(_image);
        _registry.PushBlob("app", payload);
        Push(InMemoryRegistry.SignatureTag(_image), Annotated(OciJson.SignatureLayer(payload, "eA=="), annotations));
    }

    private void PushAttestation(params (string Name, string Value)[] annotations)
    {
        _registry.PushBlob("app", Envelope);
        Push(InMemoryRegistry.AttestationTag(_image), Annotated(OciJson.Descriptor(OciJson.DsseType, Digest.Of(Envelope), Envelope.Length), annotations));
    }

    private static JsonObject Annotated(JsonObject layer, (string Name, string Value)[] annotations)
    {
        JsonObject all = layer["annotations"]?.DeepClone().AsObject() ?? [];
        foreach ((string name, string value) in annotations)
        {
            all[$"dev.sigstore.cosign/{name}"] = value;
        }

        layer["annotations"] = all;
        return layer;
    }

    private void Push(string tag, JsonObject layer) => _registry.PushManifest(
        "app", OciJson.Manifest(OciJson.Descriptor(OciJson.ConfigType, Digest.Of([1]), 1), [layer]), OciJson.ManifestType, tag);
}
