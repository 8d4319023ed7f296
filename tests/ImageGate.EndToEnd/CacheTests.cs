using System.Text.Json;
using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;

namespace ImageGate.EndToEnd;

/// <summary>A server that remembers answers, as it is installed.</summary>
public sealed class CacheTests(EndToEndLab lab) : EndToEndTest(lab)
{
    private InMemoryRegistry Registry => Lab.Registries.Hostile;

    [SkippableFact]
    public async Task A_hundred_cold_requests_read_the_signatures_once_and_a_warm_one_asks_the_tag_alone()
    {
        await using GateProcess gate = await RememberingAsync();
        using HttpClient client = Lab.Certificate.Client();
        (string image, string repository) = Push("app", signed: true);
        await AllowedAsync(client, gate, Push("warm-up", signed: true).Image);
        Registry.ForgetRequests();

        bool[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => IsAllowedAsync(client, gate, image)));
        answers.Should().OnlyContain(allowed => allowed);
        Registry.Requests.Count(request => request.Path.Contains(".sig", StringComparison.Ordinal)).Should().Be(1);
        Registry.Requests.Count(request => request.Path.Contains("/blobs/", StringComparison.Ordinal)).Should().Be(1);

        Registry.ForgetRequests();
        await AllowedAsync(client, gate, image);
        Registry.Requests.Should().ContainSingle().Which.Path.Should().Be($"/v2/{repository}/manifests/v1");
    }

    [SkippableFact]
    public async Task A_tag_that_was_moved_to_an_unsigned_image_is_denied_at_once()
    {
        await using GateProcess gate = await RememberingAsync();
        using HttpClient client = Lab.Certificate.Client();
        (string image, string repository) = Push("app", signed: true);
        await AllowedAsync(client, gate, image);

        Registry.PushImage(repository, "v1");

        (await AskAsync(client, gate, image)).GetProperty("status").GetProperty("message").GetString().Should().Contain("NoSignature");
    }

    private async Task<GateProcess> RememberingAsync()
    {
        Dictionary<string, string> settings = Lab.Settings();
        settings.Remove("Cache__PassedSeconds");
        settings.Remove("Cache__FailedSeconds");
        return await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
    }

    private (string Image, string Repository) Push(string stem, bool signed)
    {
        string repository = Lab.NewName(stem);
        Sigstore.Digest digest = Registry.PushImage(repository, "v1");
        if (signed)
        {
            Registry.PushSignature(repository, digest, Lab.Registries.HostileKey.Sign(digest));
        }

        return ($"{Registry.Host}/{repository}:v1", repository);
    }

    private static async Task AllowedAsync(HttpClient client, GateProcess gate, string image) => (await IsAllowedAsync(client, gate, image)).Should().BeTrue();

    private static async Task<bool> IsAllowedAsync(HttpClient client, GateProcess gate, string image) =>
        (await AskAsync(client, gate, image)).GetProperty("allowed").GetBoolean();

    private static async Task<JsonElement> AskAsync(HttpClient client, GateProcess gate, string image)
    {
        using HttpResponseMessage response = await client.PostAsync(new Uri($"https://127.0.0.1:{gate.WebhookPort}/mutate?timeout=10s"), Review.Of(image));
        using JsonDocument review = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return review.RootElement.GetProperty("response").Clone();
    }
}
