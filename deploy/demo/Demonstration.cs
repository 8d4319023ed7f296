using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json;
using ImageGate.Server;
using Microsoft.AspNetCore.Builder;

namespace ImageGate.Demo;

/// <summary>
/// Starts the real server on loopback beside an in-memory registry, sends it AdmissionReviews as an API server would, and
/// prints the answers. Each answer is compared with the expected one: the demo fails when one differs.
/// </summary>
internal static class Demonstration
{
    public static async Task<int> RunAsync(TextWriter output)
    {
        await using DemoImages images = await DemoImages.StartAsync();
        string registry = images.Registry.Host;
        string folder = DemoPolicies.Write(registry, images.ReleaseKey);
        try
        {
            await using WebApplication server = GateApplication.Build([], new Dictionary<string, string?>
            {
                ["Server:BindAddress"] = "127.0.0.1",
                ["Server:HttpsPort"] = "0",
                ["Server:MetricsPort"] = "0",
                ["Server:DrainSeconds"] = "0",
                ["Policies:Directory"] = folder,
                ["Log:Level"] = "None",
            });
            await server.StartAsync();
            using HttpClient client = Client(server.Urls.Single(url => url.StartsWith("https", StringComparison.Ordinal)));
            bool asExpected = await ShowAsync(client, images, registry, output);
            await server.StopAsync();
            return asExpected ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> ShowAsync(HttpClient client, DemoImages images, string registry, TextWriter output)
    {
        await output.WriteLineAsync($"A registry with demo images runs at {registry}, the webhook at {client.BaseAddress}mutate.");
        await output.WriteLineAsync($"Policies: {registry}/apps/** must be signed by release-key; {registry}/lab/** only warns; docker.io/** is denied.");
        (string What, string Image, bool Allowed)[] cases =
        [
            ("signed by release-key", $"{registry}/apps/web:1.0", true),
            ("not signed", $"{registry}/apps/web:unsigned", false),
            ("signed by another key", $"{registry}/apps/web:stranger", false),
            ("another image's signature copied over", $"{registry}/apps/web:copied", false),
            ("signed payload changed afterwards", $"{registry}/apps/web:tampered", false),
            ("not signed, policy in warn mode", $"{registry}/lab/tool:1.0", true),
            ("denied by policy", "nginx:1.27", false),
            ("no policy speaks of it", "ghcr.io/acme/app:1", false),
            ("not an image reference", "Not An Image", false),
        ];
        bool asExpected = true;
        foreach ((string what, string image, bool allowed) in cases)
        {
            asExpected &= await ShowAsync(client, what, image, allowed, output);
        }

        images.MoveTag("apps/web", "1.0");
        return asExpected & await ShowAsync(client, "the first image again, its tag moved to an unsigned image", $"{registry}/apps/web:1.0", false, output);
    }

    private static async Task<bool> ShowAsync(HttpClient client, string what, string image, bool expected, TextWriter output)
    {
        using var body = new StringContent(Review(image), Encoding.UTF8);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await client.PostAsync("mutate?timeout=10s", body);
        using JsonDocument json = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        JsonElement response = json.RootElement.GetProperty("response");
        bool allowed = response.GetProperty("allowed").GetBoolean();
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{(allowed ? "ALLOWED" : "DENIED "),-8} {image}   ({what})");
        if (response.TryGetProperty("patch", out JsonElement patch))
        {
            foreach (JsonElement step in JsonDocument.Parse(patch.GetBytesFromBase64()).RootElement.EnumerateArray())
            {
                await output.WriteLineAsync($"         patch    {step.GetRawText()}");
            }
        }

        if (response.TryGetProperty("warnings", out JsonElement warnings))
        {
            foreach (JsonElement warning in warnings.EnumerateArray())
            {
                await output.WriteLineAsync($"         warning  {warning.GetString()}");
            }
        }

        if (response.TryGetProperty("status", out JsonElement status))
        {
            await output.WriteLineAsync($"         message  {status.GetProperty("message").GetString()}");
        }

        if (allowed != expected)
        {
            await output.WriteLineAsync($"         WRONG: expected {(expected ? "allowed" : "denied")}");
        }

        return allowed == expected;
    }

    private static HttpClient Client(string url) => new(new SocketsHttpHandler
    {
        // The demo's server has a self-signed certificate that lives in its memory, in this very process.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    })
    { BaseAddress = new Uri(url) };

    private static string Review(string image) => $$$"""
        {
          "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
          "request": {
            "uid": "{{{Guid.NewGuid()}}}",
            "kind": {"group": "", "version": "v1", "kind": "Pod"},
            "resource": {"group": "", "version": "v1", "resource": "pods"},
            "name": "demo", "namespace": "default", "operation": "CREATE", "userInfo": {"username": "demo"}, "dryRun": false,
            "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "demo"}, "spec": {"containers": [{"name": "app", "image": "{{{image}}}"}]}}
          }
        }
        """;
}
