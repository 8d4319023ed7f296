using System.Globalization;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Configuration;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Server.Events;
using ImageGate.Server.Telemetry;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGate.Server.Tests.Events;

/// <summary>What is remembered of Events that were sent.</summary>
public sealed class EventSenderTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly GateMetrics _metrics = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imagegate-test-");
    private FakeApiServer _api = null!;
    private ApiClient _client = null!;
    private EventSender _sender = null!;

    private IEnumerable<RecordedRequest> Created => _api.Requests.Where(request => request.Method == "POST");

    private IEnumerable<RecordedRequest> Updated => _api.Requests.Where(request => request.Method is not "POST");

    public async Task InitializeAsync()
    {
        _api = await FakeApiServer.StartAsync();
        string path = Path.Combine(_folder.FullName, "kubeconfig");
        await File.WriteAllTextAsync(path, KubeconfigText.Of(_api));
        ApiConfiguration configuration = Kubeconfig.Load(path, null).Should().BeOfType<ApiConfigurationLoad.Loaded>().Which.Configuration;
        _client = new ApiClient(configuration, new ApiClientSettings(TimeSpan.FromSeconds(20), "imagegate/test", TimeProvider.System));
        _sender = new EventSender(_client, _time, _metrics, NullLogger<EventSender>.Instance);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _metrics.Dispose();
        await _api.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_oldest_of_more_than_1024_is_forgotten_and_told_anew_and_the_others_are_counted()
    {
        for (int index = 0; index <= Limits.MaxKnownEvents; index++)
        {
            await SendAsync(index);
        }

        Created.Should().HaveCount(Limits.MaxKnownEvents + 1);
        await SendAsync(1);
        Updated.Should().ContainSingle("it is still known").Which.Form.Should().Contain("\"count\":2");
        await SendAsync(0);

        Created.Should().HaveCount(Limits.MaxKnownEvents + 2);
        JsonNode.Parse(Created.Last().Form)!["count"]!.GetValue<int>().Should().Be(1, "how often it was before is forgotten too");
        Updated.Should().ContainSingle();
    }

    [Fact]
    public async Task One_that_is_told_anew_pushes_no_other_out()
    {
        for (int index = 0; index < Limits.MaxKnownEvents; index++)
        {
            await SendAsync(index);
        }

        _api.Remove($"/api/v1/namespaces/shop/events/{JsonNode.Parse(Created.Last().Form)!["metadata"]!["name"]}");
        await SendAsync(Limits.MaxKnownEvents - 1);                    // it is gone, so it is made again
        Created.Should().HaveCount(Limits.MaxKnownEvents + 1);
        int updated = Updated.Count();
        await SendAsync(0);

        Created.Should().HaveCount(Limits.MaxKnownEvents + 1);
        Updated.Should().HaveCount(updated + 1, "the oldest is still known");
    }

    [Fact]
    public async Task One_that_somebody_changed_is_made_anew()
    {
        await SendAsync(0);
        _api.Put(PathOf(Created.Single()), _api.Find(PathOf(Created.Single()))!.DeepClone().AsObject());

        await SendAsync(0);

        Updated.Should().ContainSingle();
        JsonNode.Parse(Created.Last().Form)!["count"]!.GetValue<int>().Should().Be(2);
        Created.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_update_is_of_what_is_stored_and_there_is_one_a_minute()
    {
        await SendAsync(0);
        await SendAsync(0);
        await TellAsync(0);
        Updated.Should().ContainSingle("the minute is not over");

        await SendAsync(0);

        Created.Should().ContainSingle("each update is of the version that the last one made");
        Updated.Should().HaveCount(2);
        _api.Find(PathOf(Created.Single()))!["count"]!.GetValue<int>().Should().Be(4);
    }

    [Fact]
    public async Task A_failure_that_is_no_matter_of_roles_forbids_nothing()
    {
        _api.Fail("POST /api/v1/namespaces/shop/events", FakeApiServer.Status(422, "Invalid", "no"), times: 1);
        await SendAsync(0);

        await SendAsync(1);

        Created.Should().HaveCount(2);
    }

    [Fact]
    public async Task More_than_1024_namespaces_that_forbid_it_are_forgotten_and_asked_again()
    {
        _api.Fail("*", FakeApiServer.Status(403, "Forbidden", "no"));
        for (int index = 0; index <= Limits.MaxKnownEvents; index++)
        {
            await SendAsync(index, $"n{index}");
        }

        int asked = Created.Count();
        await TellAsync(Limits.MaxKnownEvents, $"n{Limits.MaxKnownEvents}");
        Created.Should().HaveCount(asked, "the last one is known");
        await TellAsync(Limits.MaxKnownEvents - 1, $"n{Limits.MaxKnownEvents - 1}");

        Created.Should().HaveCount(asked + 1);
    }

    private static string PathOf(RecordedRequest created) => $"{created.Path}/{JsonNode.Parse(created.Form)!["metadata"]!["name"]}";

    // Each in a minute of its own, so that none is too many.
    private Task SendAsync(int index, string space = "shop")
    {
        _time.Advance(Limits.RepetitionTime);
        return TellAsync(index, space);
    }

    private Task TellAsync(int index, string space = "shop")
    {
        string key = index.ToString(CultureInfo.InvariantCulture);
        return _sender.SendAsync(new ObjectEvent(new ObjectReference { ApiVersion = "v1", Kind = "Pod", Namespace = space, Name = key }, "ImageDenied", key, key), CancellationToken.None);
    }
}
