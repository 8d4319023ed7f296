using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;

namespace ImageGate.EndToEnd;

/// <summary>Attackers who may push into the image's own repository, and so overwrite what is stored beside it.</summary>
public sealed class SignatureAttackTests(EndToEndLab lab) : EndToEndTest(lab)
{
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(20);

    [SkippableFact]
    public async Task A_signature_that_is_copied_from_another_image_does_not_count()
    {
        PushedImage signed = await Lab.PushSignedAsync();
        PushedImage unsigned = await Publisher.PushAsync(signed.Repository, "other");
        await Publisher.CopyAsync(signed.SignatureTag, unsigned.SignatureTag);
        (await RunAsync(unsigned)).ShouldBeDenied("ImageDigestMismatch");
        (await RunAsync(signed)).ShouldBeAdmitted();
    }

    [SkippableFact]
    public async Task Garbage_in_place_of_the_signature_is_denied()
    {
        PushedImage image = await Lab.PushSignedAsync();
        await ChangeAsync(image, layers =>
        {
            layers[0]["annotations"] = new JsonObject { [OciJson.SignatureAnnotation] = "%%% not base64 %%%" };
            return layers;
        });
        (await RunAsync(image)).ShouldBeDenied("SignatureMalformed");
    }

    [SkippableFact]
    public async Task A_manifest_without_any_signature_is_denied()
    {
        PushedImage image = await Lab.PushSignedAsync();
        await ChangeAsync(image, _ => []);
        (await RunAsync(image)).ShouldBeDenied("NoSignature");
    }

    [SkippableFact]
    public async Task An_index_in_place_of_the_signature_manifest_is_denied()
    {
        PushedImage image = await Lab.PushSignedAsync();
        (string repository, string tag) = Split(image);
        using var writer = new RegistryWriter(Lab.Registries.Plain.Host);
        byte[] signature = Encoding.UTF8.GetBytes((await writer.GetManifestAsync(repository, tag)).ToJsonString());
        await writer.PutManifestAsync(repository, "kept", signature, OciJson.ManifestType);
        await writer.PutManifestAsync(repository, tag, OciJson.Index(OciJson.Descriptor(OciJson.ManifestType, Sigstore.Digest.Of(signature), signature.Length)), OciJson.IndexType);
        CommandResult result = await RunAsync(image);
        result.ExitCode.Should().NotBe(0, "{0}", result);
        result.Error.Should().MatchRegex("denied the request: .*(NoSignature|RegistryInvalid): ");
    }

    [SkippableFact]
    public async Task The_good_signature_is_found_among_a_thousand()
    {
        PushedImage image = await Lab.PushSignedAsync();
        await ChangeAsync(image, layers => [.. Forged(layers[0], 999), layers[0]]);
        (await TimedRunAsync(image)).ShouldBeAdmitted();
        (await RunAsync(await Lab.PushSignedAsync())).ShouldBeAdmitted();
    }

    [SkippableFact]
    public async Task A_thousand_forged_signatures_are_denied_in_time_and_more_are_not_looked_at()
    {
        PushedImage image = await Lab.PushSignedAsync();
        await ChangeAsync(image, layers => Forged(layers[0], 1_000));
        (await TimedRunAsync(image)).ShouldBeDenied("SignatureInvalid");
        await ChangeAsync(image, layers => [.. layers, layers[0].DeepClone()]);
        (await TimedRunAsync(image)).ShouldBeDenied("RegistryTooLarge");
    }

    [SkippableFact]
    public async Task A_thousand_payloads_are_read_and_denied_in_time()
    {
        InMemoryRegistry registry = Lab.Registries.Hostile;
        string repository = Lab.NewName("payloads");
        Sigstore.Digest image = registry.PushImage(repository, "v1");
        byte[] config = "{}"u8.ToArray();
        JsonNode[] layers = [.. Enumerable.Range(0, 1_000).Select(index =>
        {
            byte[] payload = CosignKey.Payload(image, dockerReference: $"{index}");
            registry.PushBlob(repository, payload);
            return OciJson.SignatureLayer(payload, Convert.ToBase64String(payload[..70]));
        })];
        JsonObject about = OciJson.Descriptor(OciJson.ConfigType, registry.PushBlob(repository, config), config.Length);
        registry.PushManifest(repository, OciJson.Manifest(about, layers), OciJson.ManifestType, InMemoryRegistry.SignatureTag(image));
        (await TimedRunAsync(new PushedImage($"{registry.Host}/{repository}", "v1", image))).ShouldBeDenied("SignatureInvalid");
    }

    [SkippableFact]
    public async Task A_huge_payload_is_not_read()
    {
        PushedImage image = await Lab.PushSignedAsync();
        (string repository, string tag) = Split(image);
        using var writer = new RegistryWriter(Lab.Registries.Plain.Host);
        JsonObject huge = await writer.PushBlobAsync(repository, new byte[8 * 1024 * 1024], OciJson.SimpleSigningType);
        huge["annotations"] = new JsonObject { [OciJson.SignatureAnnotation] = "AAAA" };
        await writer.ChangeLayersAsync(repository, tag, _ => [huge]);
        (await TimedRunAsync(image)).ShouldBeDenied("NoSignature").Error.Should().Contain("was skipped: its payload has 8388608 bytes");
    }

    [SkippableFact]
    public async Task A_signature_manifest_without_an_end_is_not_read_to_the_end()
    {
        (PushedImage image, string path) = PushHostile();
        Lab.Registries.Hostile.Fail($"GET {path}/manifests/{InMemoryRegistry.SignatureTag(image.Digest)}", RegistryFaults.Endless(OciJson.ManifestType));
        (await TimedRunAsync(image)).ShouldBeDenied("RegistryTooLarge");
    }

    [SkippableFact]
    public async Task A_registry_that_stalls_is_given_up_before_the_API_server_gives_up()
    {
        (PushedImage image, string path) = PushHostile();
        HeldRequests held = Lab.Registries.Hostile.Hold($"GET {path}/manifests/{InMemoryRegistry.SignatureTag(image.Digest)}");
        try
        {
            string answer = await Cluster.PostPodAsync(EndToEndLab.Guarded, Lab.NewName(), image.Text);
            answer.Should().StartWith("HTTP/1.1 503 ").And.Contain("RegistryTimeout: ").And.Contain("did not answer in time").And.NotContain("deadline exceeded");
        }
        finally
        {
            held.Release();
        }

        (await RunAsync(image)).ShouldBeAdmitted();
    }

    [SkippableFact]
    public async Task A_payload_that_is_redirected_to_another_host_without_https_is_not_fetched()
    {
        await using InMemoryRegistry elsewhere = await InMemoryRegistry.StartAsync();
        (PushedImage image, string path) = PushHostile();
        string blob = $"GET {path}/blobs/{Sigstore.Digest.Of(CosignKey.Payload(image.Digest))}";
        foreach (string target in new[] { $"http://localhost:{elsewhere.Port}/x", "http://169.254.169.254/latest/meta-data/", "https://169.254.169.254/", "file:///etc/passwd" })
        {
            Lab.Registries.Hostile.Fail(blob, RegistryFaults.Redirect(target));
            (await RunAsync(image)).ShouldBeDenied("NoSignature").Error.Should().Contain("redirects to ");
        }

        elsewhere.Requests.Should().BeEmpty();
        Lab.Registries.Hostile.Fail(blob, RegistryFaults.Drop(), times: 0);
        (await RunAsync(image)).ShouldBeAdmitted();
    }

    [SkippableFact]
    public async Task Bytes_that_come_from_elsewhere_count_only_when_they_are_those_of_the_digest()
    {
        await using InMemoryRegistry elsewhere = await InMemoryRegistry.StartAsync();
        (PushedImage image, string path) = PushHostile();
        byte[] payload = CosignKey.Payload(image.Digest);
        string blob = $"GET {path}/blobs/{Sigstore.Digest.Of(payload)}";
        elsewhere.Fail("GET /stored", RegistryFaults.Body(payload, "application/octet-stream"));
        elsewhere.Fail("GET /forged", RegistryFaults.Body(CosignKey.Payload(Sigstore.Digest.Of([1])), "application/octet-stream"));
        Lab.Registries.Hostile.Fail(blob, RegistryFaults.Redirect($"{elsewhere.Url}/stored"));
        (await RunAsync(image)).ShouldBeAdmitted();
        Lab.Registries.Hostile.Fail(blob, RegistryFaults.Redirect($"{elsewhere.Url}/forged"));
        (await RunAsync(image)).ShouldBeDenied("NoSignature");
    }

    private static IEnumerable<JsonNode> Forged(JsonObject like, int count) => Enumerable.Range(0, count).Select(index =>
    {
        JsonObject layer = like.DeepClone().AsObject();
        layer["annotations"]![OciJson.SignatureAnnotation] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"forged {index}"));
        return layer;
    });

    private static (string Repository, string Tag) Split(PushedImage image) =>
        (image.Repository[(image.Repository.IndexOf('/', StringComparison.Ordinal) + 1)..], image.SignatureTag[(image.SignatureTag.LastIndexOf(':') + 1)..]);

    private async Task ChangeAsync(PushedImage image, Func<JsonObject[], IEnumerable<JsonNode>> change)
    {
        (string repository, string tag) = Split(image);
        using var writer = new RegistryWriter(Lab.Registries.Plain.Host);
        await writer.ChangeLayersAsync(repository, tag, change);
    }

    /// <summary>A signed image of the registry that does what it is told, and the path of its repository there.</summary>
    private (PushedImage Image, string Path) PushHostile()
    {
        InMemoryRegistry registry = Lab.Registries.Hostile;
        string repository = Lab.NewName("app");
        Sigstore.Digest digest = registry.PushImage(repository, "v1");
        registry.PushSignature(repository, digest, Lab.Registries.HostileKey.Sign(digest));
        return (new PushedImage($"{registry.Host}/{repository}", "v1", digest), "/v2/" + repository);
    }

    private async Task<CommandResult> TimedRunAsync(PushedImage image)
    {
        long start = Stopwatch.GetTimestamp();
        CommandResult result = await RunAsync(image);
        Stopwatch.GetElapsedTime(start).Should().BeLessThan(InTime);
        return result;
    }

    private Task<CommandResult> RunAsync(PushedImage image) => Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), image.Text, "--dry-run=server");
}
