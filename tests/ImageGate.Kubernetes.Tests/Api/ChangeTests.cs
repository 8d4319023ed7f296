using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Kubernetes.Tests.Api;

/// <summary>Calls that change something.</summary>
public sealed class ChangeTests : ApiTest
{
    private const string Webhooks = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/imagegate";
    private const string TlsPath = "/api/v1/namespaces/imagegate/secrets/tls";

    [Fact]
    public async Task A_secret_is_created_once()
    {
        Secret created = Found(await Client.CreateAsync(ApiResources.Secrets, Tls("one"), None));
        created.Metadata.ResourceVersion.Should().NotBeNull();
        Failed(await Client.CreateAsync(ApiResources.Secrets, Tls("two"), None)).Should().BeOfType<ApiFailure.Conflict>();
        ((string?)Server.Find(TlsPath)!["data"]!["tls.crt"]).Should().Be(Base64("one"));
        JsonNode body = JsonNode.Parse(Server.Requests[0].Form)!;
        ((string?)body["apiVersion"]).Should().Be("v1");
        ((string?)body["kind"]).Should().Be("Secret");
    }

    [Fact]
    public async Task An_update_keeps_what_the_record_does_not_know()
    {
        Server.Put(TlsPath, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray("keep") }, ["immutable"] = false });
        Secret read = Found(await Client.GetAsync(ApiResources.Secrets, "imagegate", "tls", None));
        Found(await Client.UpdateAsync(ApiResources.Secrets, read with { Data = Tls("two").Data }, None));
        JsonObject stored = Server.Find(TlsPath)!;
        ((string?)stored["data"]!["tls.crt"]).Should().Be(Base64("two"));
        ((string?)stored["metadata"]!["finalizers"]![0]).Should().Be("keep");
        stored.ContainsKey("immutable").Should().BeTrue();
        Server.Requests[^1].Headers["Content-Type"].Should().Be("application/merge-patch+json");
    }

    [Fact]
    public async Task An_update_of_an_old_version_is_a_conflict()
    {
        Server.Put(TlsPath);
        Secret read = Found(await Client.GetAsync(ApiResources.Secrets, "imagegate", "tls", None));
        Server.Put(TlsPath, new JsonObject { ["type"] = "changed" });
        Failed(await Client.UpdateAsync(ApiResources.Secrets, read, None)).Should().BeOfType<ApiFailure.Conflict>();
    }

    [Fact]
    public async Task An_update_needs_a_version() =>
        await Client.Invoking(client => client.UpdateAsync(ApiResources.Secrets, Tls("one"), None)).Should().ThrowAsync<ArgumentException>();

    [Theory]
    [InlineData(true, "?fieldManager=imagegate&force=true")]
    [InlineData(false, "?fieldManager=imagegate&force=false")]
    public async Task An_apply_names_its_manager_and_is_repeated(bool force, string query)
    {
        Server.Fail("PATCH " + TlsPath, FakeApiServer.Status(503, "ServiceUnavailable", "later"), times: 1);
        Task<ApiResult<Secret>> call = Client.ApplyAsync(ApiResources.Secrets, Tls("one"), force, None);
        await Clock.RunAsync(call, TimeSpan.FromSeconds(3));
        Found(await call);
        Server.Requests.Should().HaveCount(2).And.OnlyContain(request => request.Query == query);
        Server.Requests[0].Headers["Content-Type"].Should().Be("application/apply-patch+yaml");
    }

    [Fact]
    public async Task The_ca_bundle_is_written_into_every_webhook()
    {
        Server.Put(Webhooks, Configuration("a.imagegate.dev", "b.imagegate.dev"));
        WebhookConfiguration read = await ReadAsync();
        WebhookConfiguration written = Found(await Client.SetCaBundleAsync(ApiResources.ValidatingWebhooks, read, "PEM"u8.ToArray(), None));
        written.Webhooks.Select(webhook => Encoding.UTF8.GetString(webhook.ClientConfig.CaBundle!)).Should().Equal("PEM", "PEM");
        ((string?)Server.Find(Webhooks)!["webhooks"]![0]!["failurePolicy"]).Should().Be("Fail");
    }

    [Fact]
    public async Task The_ca_bundle_is_not_written_into_a_configuration_that_changed()
    {
        Server.Put(Webhooks, Configuration("a.imagegate.dev"));
        WebhookConfiguration read = await ReadAsync();
        Server.Put(Webhooks, Configuration("a.imagegate.dev"));
        Failed(await Client.SetCaBundleAsync(ApiResources.ValidatingWebhooks, read, "PEM"u8.ToArray(), None)).Should().BeOfType<ApiFailure.Conflict>();
        Server.Find(Webhooks)!["webhooks"]![0]!["clientConfig"]!.AsObject().ContainsKey("caBundle").Should().BeFalse();
    }

    [Fact]
    public async Task The_ca_bundle_is_not_written_into_a_webhook_of_another_name()
    {
        Server.Put(Webhooks, Configuration("a.imagegate.dev"));
        WebhookConfiguration read = await ReadAsync();
        read = read with { Webhooks = [read.Webhooks[0] with { Name = "other.imagegate.dev" }] };
        Failed(await Client.SetCaBundleAsync(ApiResources.ValidatingWebhooks, read, "PEM"u8.ToArray(), None)).Should().BeOfType<ApiFailure.Rejected>();
    }

    [Fact]
    public async Task The_ca_bundle_needs_a_version() =>
        await Client.Invoking(client => client.SetCaBundleAsync(ApiResources.ValidatingWebhooks, new WebhookConfiguration(), default, None)).Should().ThrowAsync<ArgumentException>();

    [Fact]
    public async Task An_event_gets_a_name_from_the_server()
    {
        var line = new ApiEvent
        {
            Metadata = new ObjectMetadata { Namespace = "apps", GenerateName = "imagegate-" },
            InvolvedObject = new ObjectReference { Kind = "Pod", Name = "one", Namespace = "apps" },
            LastTimestamp = ApiTime.Seconds(Clock.GetUtcNow()),
        };
        Found(await Client.CreateAsync(ApiResources.Events, line, None)).Metadata.Name.Should().StartWith("imagegate-");
        ((string?)JsonNode.Parse(Server.Requests.Single().Form)!["lastTimestamp"]).Should().Be("2030-01-01T00:00:00Z");
    }

    private static Secret Tls(string certificate) => new()
    {
        Metadata = new ObjectMetadata { Namespace = "imagegate", Name = "tls" },
        Data = new Dictionary<string, byte[]> { ["tls.crt"] = Encoding.UTF8.GetBytes(certificate) },
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static JsonObject Configuration(params string[] names) => new()
    {
        ["webhooks"] = new JsonArray([.. names.Select(name => new JsonObject { ["name"] = name, ["failurePolicy"] = "Fail", ["clientConfig"] = new JsonObject() })]),
    };

    private async Task<WebhookConfiguration> ReadAsync() => Found(await Client.GetAsync(ApiResources.ValidatingWebhooks, null, "imagegate", None));
}
