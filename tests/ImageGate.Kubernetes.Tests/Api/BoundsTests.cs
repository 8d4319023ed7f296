using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Configuration;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Api.Watching;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Kubernetes.Tests.Api;

/// <summary>A server that sends too much is not believed, and files that are too long are not read.</summary>
public sealed class BoundsTests : ApiTest
{
    private const string Namespaces = "/api/v1/namespaces";

    private readonly CancellationTokenSource _end = new();

    [Fact]
    public async Task A_page_over_its_bound_is_not_kept()
    {
        Server.Fail("GET " + Namespaces, RegistryFaults.Endless("application/json"));
        Failed(await Client.ListAsync(ApiResources.Namespaces, ApiSelection.All, null, None)).Should().BeOfType<ApiFailure.Unavailable>()
            .Which.Cause.Should().Be(ApiUnavailableCause.TooLarge);
    }

    [Fact]
    public async Task A_list_of_too_many_objects_is_not_kept()
    {
        Server.Fail("GET " + Namespaces, RegistryFaults.Body(ListOf(50_001), "application/json"));
        Watcher<PartialObject> watcher = Start();
        await SeeAsync(() => watcher.LastFailure is ApiFailure.Unavailable { Cause: ApiUnavailableCause.TooLarge });
        watcher.HasSynced.Should().BeFalse();
        await _end.CancelAsync();
    }

    [Fact]
    public async Task A_watch_that_adds_too_many_objects_is_left()
    {
        Server.Fail("GET " + Namespaces, RegistryFaults.Body(ListOf(50_000), "application/json"));
        Server.Fail("WATCH " + Namespaces, FakeApiServer.Lines(true, """{"type":"ADDED","object":{"metadata":{"name":"new","resourceVersion":"2"}}}"""));
        Watcher<PartialObject> watcher = Start();
        await SeeAsync(() => watcher.LastFailure is ApiFailure.Unavailable { Cause: ApiUnavailableCause.TooLarge });
        watcher.Snapshot.Objects.Should().HaveCount(50_000).And.NotContainKey("new");
        await _end.CancelAsync();
    }

    [Fact]
    public async Task A_list_without_end_is_left()
    {
        Server.Fail("GET " + Namespaces, RegistryFaults.Body("""{"metadata":{"resourceVersion":"1","continue":"more"},"items":[]}""", "application/json"));
        Watcher<PartialObject> watcher = Start();
        await SeeAsync(() => watcher.LastFailure is ApiFailure.Unavailable { Cause: ApiUnavailableCause.TooLarge });
        Server.Requests.Should().HaveCount(1_000);
        watcher.HasSynced.Should().BeFalse();
        await _end.CancelAsync();
    }

    [Fact]
    public async Task A_token_over_its_bound_is_not_sent()
    {
        ApiClient client = NewClient(Configuration(new ApiCredential.TokenFile(WriteFile("token", new string('a', (16 * 1024) + 1)))));
        Failed(await GetSecretAsync(client)).Detail.Should().EndWith("it is over 16384 bytes");
    }

    [Fact]
    public void A_kubeconfig_over_its_bound_is_not_read() =>
        Kubeconfig.Load(WriteFile("config", new string('a', (1024 * 1024) + 1)), null).Should().BeOfType<ApiConfigurationLoad.Rejected>()
            .Which.Errors.Single().Should().EndWith("it is over 1048576 bytes");

    private static string ListOf(int count)
    {
        var items = new JsonArray();
        for (int index = 0; index < count; index++)
        {
            items.Add((JsonNode)new JsonObject { ["metadata"] = new JsonObject { ["name"] = $"n{index}" } });
        }

        return new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = "1" }, ["items"] = items }.ToJsonString();
    }

    private Watcher<PartialObject> Start()
    {
        var watcher = new Watcher<PartialObject>(Client, ApiResources.Namespaces, ApiSelection.All, Clock);
        _ = watcher.RunAsync(_end.Token);
        return watcher;
    }
}
