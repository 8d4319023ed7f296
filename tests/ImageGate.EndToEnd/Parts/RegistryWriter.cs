using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.EndToEnd.Parts;

/// <summary>Writes to a real registry what no honest client would: whoever may push there can.</summary>
/// <param name="host">The registry, plain HTTP.</param>
internal sealed class RegistryWriter(string host) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>A blob, as a descriptor.</summary>
    public async Task<JsonObject> PushBlobAsync(string repository, byte[] bytes, string mediaType)
    {
        var digest = Digest.Of(bytes);
        using HttpResponseMessage begun = await _client.PostAsync(new Uri($"http://{host}/v2/{repository}/blobs/uploads/"), null);
        begun.EnsureSuccessStatusCode();
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpResponseMessage ended = await _client.PutAsync(new Uri($"{begun.Headers.Location}&digest={digest}"), content);
        ended.EnsureSuccessStatusCode();
        return OciJson.Descriptor(mediaType, digest, bytes.Length);
    }

    public async Task PutManifestAsync(string repository, string tag, byte[] manifest, string mediaType)
    {
        using var content = new ByteArrayContent(manifest);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using HttpResponseMessage answer = await _client.PutAsync(new Uri($"http://{host}/v2/{repository}/manifests/{tag}"), content);
        answer.IsSuccessStatusCode.Should().BeTrue("{0}", await answer.Content.ReadAsStringAsync());
    }

    public async Task<JsonObject> GetManifestAsync(string repository, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{host}/v2/{repository}/manifests/{tag}"));
        request.Headers.Add("Accept", OciJson.ManifestType);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }

    /// <summary>A manifest of any type as it is stored, or null where there is none.</summary>
    public async Task<byte[]?> FindManifestAsync(string repository, string reference)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{host}/v2/{repository}/manifests/{reference}"));
        request.Headers.Add("Accept", [OciJson.ManifestType, OciJson.IndexType]);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        return answer.StatusCode == System.Net.HttpStatusCode.NotFound ? null : await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    public Task<byte[]> GetBlobAsync(string repository, string digest) => _client.GetByteArrayAsync(new Uri($"http://{host}/v2/{repository}/blobs/{digest}"));

    /// <summary>Changes the layers of an image's signature manifest.</summary>
    public async Task ChangeLayersAsync(string repository, string tag, Func<JsonObject[], IEnumerable<JsonNode>> change)
    {
        JsonObject manifest = await GetManifestAsync(repository, tag);
        JsonObject[] before = [.. manifest["layers"]!.AsArray().Select(layer => layer!.DeepClone().AsObject())];
        manifest["layers"] = new JsonArray([.. change(before)]);
        await PutManifestAsync(repository, tag, Encoding.UTF8.GetBytes(manifest.ToJsonString()), OciJson.ManifestType);
    }

    public void Dispose() => _client.Dispose();
}
