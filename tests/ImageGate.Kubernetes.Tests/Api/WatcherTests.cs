using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Api.Watching;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Kubernetes.Tests.Api;

/// <summary>A copy that follows the server's objects, whatever the server does.</summary>
public sealed class WatcherTests : ApiTest
{
    private const string Namespaces = "/api/v1/namespaces";
    private const string Watch = "WATCH " + Namespaces;

    // Longer than every back-off, shorter than the silence of a watch and than a call.
    private static readonly TimeSpan BackOffs = TimeSpan.FromSeconds(9);

    private readonly CancellationTokenSource _end = new();
    private Task _run = Task.CompletedTask;

    [Fact]
    public async Task Objects_are_listed_and_followed()
    {
        Put("a", "one");
        Watcher<PartialObject> watcher = Start();
        watcher.HasSynced.Should().BeFalse();
        WatchSnapshot<PartialObject> listed = await SeeAsync(watcher, seen => seen.Objects.ContainsKey("a"));
        watcher.HasSynced.Should().BeTrue();
        listed.Objects["a"].Metadata.Labels.Should().Contain("env", "one");
        Put("b", "two");
        await SeeAsync(watcher, seen => seen.Objects.ContainsKey("b"));
        Put("a", "three");
        await SeeAsync(watcher, seen => seen.Objects["a"].Metadata.Labels!["env"] == "three");
        Server.Remove(Namespaces + "/b");
        await SeeAsync(watcher, seen => !seen.Objects.ContainsKey("b"));
        listed.Objects["a"].Metadata.Labels.Should().Contain("env", "one", "a snapshot does not change");
        Lists().Should().HaveCount(1);
        watcher.LastFailure.Should().BeNull();
        await EndAsync();
    }

    [Fact]
    public async Task Only_metadata_is_asked_for_and_watches_are_bounded()
    {
        Put("a", "one");
        Watcher<PartialObject> watcher = Start();
        await SeeAsync(watcher, seen => seen.Objects.Count == 1);
        Put("b", "two");
        await SeeAsync(watcher, seen => seen.Objects.Count == 2);
        Lists().Single().Headers["Accept"].Should().StartWith("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        RecordedRequest watch = Watches().Single();
        watch.Headers["Accept"].Should().StartWith("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
        watch.Query.Should().Contain("allowWatchBookmarks=true");
        int seconds = int.Parse(watch.Query.Split("timeoutSeconds=")[1].Split('&')[0], CultureInfo.InvariantCulture);
        seconds.Should().BeInRange(300, 600);
        await EndAsync();
    }

    [Fact]
    public async Task Only_what_is_wanted_stays_in_memory_of_lists_and_of_events()
    {
        Put("a", "one");
        var watcher = new Watcher<PartialObject>(
            Client, ApiResources.Namespaces, ApiSelection.All, Clock, value => new PartialObject { Metadata = new ObjectMetadata { Name = value.Metadata.Name } });
        _run = watcher.RunAsync(_end.Token);
        await SeeAsync(watcher, seen => seen.Objects.Count == 1);
        Put("b", "two");
        WatchSnapshot<PartialObject> both = await SeeAsync(watcher, seen => seen.Objects.Count == 2);
        both.Objects.Values.Select(value => value.Metadata).Should().BeEquivalentTo([new ObjectMetadata { Name = "a" }, new ObjectMetadata { Name = "b" }]);
        await EndAsync();
    }

    [Fact]
    public async Task One_secret_is_watched_alone()
    {
        Server.Put("/api/v1/namespaces/gate/secrets/key", new JsonObject { ["data"] = new JsonObject { ["k"] = "YQ==" } });
        Server.Put("/api/v1/namespaces/gate/secrets/other");
        var watcher = new Watcher<Secret>(Client, ApiResources.Secrets, new ApiSelection("gate", "key"), Clock);
        _run = watcher.RunAsync(_end.Token);
        WatchSnapshot<Secret> seen = await watcher.NewerAsync(watcher.Snapshot, Deadline());
        seen.Objects.Keys.Should().Equal("gate/key");
        Server.Put("/api/v1/namespaces/gate/secrets/key", new JsonObject { ["data"] = new JsonObject { ["k"] = "Yg==" } });
        (await watcher.NewerAsync(seen, Deadline())).Objects["gate/key"].Data["k"].Should().Equal("b"u8.ToArray());
        await EndAsync();
    }

    [Fact]
    public async Task A_watch_that_breaks_is_resumed_where_it_was()
    {
        Put("a", "one");
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.Fail(Watch, FakeApiServer.Cut(cut.Task, Line("ADDED", "b", "500") + "\n{\"type\":\"ADDED\",\"obj"), times: 1);
        Watcher<PartialObject> watcher = Start();
        await SeeAsync(watcher, seen => seen.Objects.ContainsKey("b"));
        cut.SetResult();
        await RunUntilAsync(() => Watches().Length >= 2);
        Watches()[1].Query.Should().Contain("resourceVersion=500");
        Lists().Should().HaveCount(1);
        await EndAsync();
    }

    [Fact]
    public async Task Bookmarks_move_the_version_and_change_nothing()
    {
        Put("a", "one");
        Server.Fail(Watch, FakeApiServer.Lines(false, "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"900\"}}}"), times: 1);
        Watcher<PartialObject> watcher = Start();
        await RunUntilAsync(() => Watches().Length >= 2);
        Watches()[1].Query.Should().Contain("resourceVersion=900");
        watcher.Snapshot.Objects.Keys.Should().Equal("a");
        await EndAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_that_is_too_old_leads_to_a_new_list(bool asEvent)
    {
        Put("a", "one");
        Server.Fail(Watch, asEvent ? FakeApiServer.Lines(false, FakeApiServer.ErrorLine(410, "Expired")) : FakeApiServer.Status(410, "Expired", "too old"), times: 1);
        Watcher<PartialObject> watcher = Start();
        await SeeAsync(watcher, seen => seen.Objects.Count == 1);
        Server.Remove(Namespaces + "/a");
        Put("b", "two");
        await RunUntilAsync(() => watcher.Snapshot.Objects.ContainsKey("b"));
        watcher.Snapshot.Objects.Keys.Should().Equal("b");
        Lists().Should().HaveCount(2);
        await EndAsync();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{\"type\":\"NEW\",\"object\":{\"metadata\":{\"name\":\"b\",\"resourceVersion\":\"5\"}}}")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"b\"}}}")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"resourceVersion\":\"5\"}}}")]
    [InlineData("{\"type\":\"ADDED\"}")]
    public async Task A_line_that_is_no_event_leads_to_a_new_list(string line)
    {
        Put("a", "one");
        Server.Fail(Watch, FakeApiServer.Lines(true, line), times: 1);
        Watcher<PartialObject> watcher = Start();
        await RunUntilAsync(() => Lists().Length >= 2);
        await RunUntilAsync(() => Watches().Length >= 2);
        watcher.Snapshot.Objects.Keys.Should().Equal("a");
        await EndAsync();
    }

    [Fact]
    public async Task Another_error_goes_on_from_the_same_version()
    {
        Put("a", "one");
        Server.Fail(Watch, FakeApiServer.Lines(false, FakeApiServer.ErrorLine(500, "InternalError")), times: 1);
        Watcher<PartialObject> watcher = Start();
        await RunUntilAsync(() => Watches().Length >= 2);
        Lists().Should().HaveCount(1);
        await EndAsync();
    }

    [Fact]
    public async Task A_line_without_end_is_not_kept()
    {
        Put("a", "one");
        Server.Fail(Watch, RegistryFaults.Endless("application/json"), times: 1);
        Watcher<PartialObject> watcher = Start();
        await RunUntilAsync(() => watcher.LastFailure is ApiFailure.Unavailable { Cause: ApiUnavailableCause.TooLarge } || Lists().Length >= 2);
        await RunUntilAsync(() => Lists().Length >= 2);
        await EndAsync();
    }

    [Fact]
    public async Task A_silent_watch_is_left_after_two_minutes()
    {
        Put("a", "one");
        Server.Fail(Watch, FakeApiServer.Lines(true, Line("ADDED", "b", "500")), times: 1);
        Watcher<PartialObject> watcher = Start();
        await SeeAsync(watcher, seen => seen.Objects.ContainsKey("b"));
        await SeeAsync(() => Clock.NextTimerAsync(Ever) is { IsCompleted: true, Result: var wait } && wait == TimeSpan.FromMinutes(2));
        Clock.Advance(TimeSpan.FromSeconds(119));
        watcher.ContactAge.Should().Be(TimeSpan.FromSeconds(119));
        Watches().Should().HaveCount(1);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await RunUntilAsync(() => Watches().Length >= 2);
        Watches()[1].Query.Should().Contain("resourceVersion=500");
        await EndAsync();
    }

    [Fact]
    public async Task While_the_server_is_down_the_last_snapshot_stays()
    {
        Put("a", "one");
        Server.Fail(Watch, FakeApiServer.Lines(false, FakeApiServer.ErrorLine(410, "Expired")));
        Watcher<PartialObject> watcher = Start();
        await SeeAsync(watcher, seen => seen.Objects.Count == 1);
        Server.Fail("GET " + Namespaces, FakeApiServer.Status(403, "Forbidden", "no"));
        await RunUntilAsync(() => watcher.LastFailure is ApiFailure.Forbidden);
        watcher.Snapshot.Objects.Keys.Should().Equal("a");
        await EndAsync();
    }

    [Fact]
    public async Task The_first_list_is_tried_until_it_works_with_growing_waits()
    {
        Put("a", "one");
        Server.Fail("GET " + Namespaces, FakeApiServer.Status(403, "Forbidden", "no"), times: 3);
        Watcher<PartialObject> watcher = Start();
        var waits = new List<TimeSpan>();
        while (!watcher.HasSynced && waits.Count < 3)
        {
            waits.Add(await NextBackOffAsync());
            Clock.Advance(waits[^1]);
        }

        await SeeAsync(watcher, seen => seen.Objects.Count == 1);
        TimeSpan least = TimeSpan.FromMilliseconds(800);
        waits.Should().HaveCount(3);
        for (int index = 0; index < 3; index++)
        {
            waits[index].Should().BeGreaterThanOrEqualTo(least * (1 << index)).And.BeLessThan(least * (2 << index));
        }

        await EndAsync();
    }

    [Fact]
    public async Task Throttling_is_obeyed()
    {
        Server.Fail("GET " + Namespaces, RegistryFaults.Status(429, ("Retry-After", "7")), times: 1);
        Watcher<PartialObject> watcher = Start();
        (await NextBackOffAsync()).Should().Be(TimeSpan.FromSeconds(7));
        Clock.Advance(TimeSpan.FromSeconds(7));
        await SeeAsync(watcher, _ => true);
        await EndAsync();
    }

    [Fact]
    public async Task An_expired_page_begins_the_list_again()
    {
        PutMany(600);
        int pages = 0;
        Server.Fail("GET " + Namespaces, (context, normally) => ++pages == 2 ? FakeApiServer.Status(410, "Expired", "old")(context, normally) : normally(context));
        Watcher<PartialObject> watcher = Start();
        await RunUntilAsync(() => watcher.HasSynced);
        watcher.Snapshot.Objects.Should().HaveCount(600);
        watcher.Snapshot.Revision.Should().Be(1, "half a list is never shown");
        Lists().Should().HaveCount(4);
        await EndAsync();
    }

    [Fact]
    public async Task A_list_without_a_version_is_not_believed()
    {
        Server.Fail("GET " + Namespaces, RegistryFaults.Body("{\"items\":[]}", "application/json"), times: 1);
        Watcher<PartialObject> watcher = Start();
        await RunUntilAsync(() => watcher.HasSynced);
        Lists().Should().HaveCount(2);
        await EndAsync();
    }

    [Fact]
    public async Task Five_thousand_objects_are_there_quickly()
    {
        PutMany(5_000);
        Watcher<PartialObject> watcher = Start();
        long began = Stopwatch.GetTimestamp();
        await SeeAsync(watcher, seen => seen.Objects.Count == 5_000);
        Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(20));
        Lists().Should().HaveCount(10);
        await EndAsync();
    }

    private static string Line(string type, string name, string version) =>
        $$$"""{"type":"{{{type}}}","object":{"metadata":{"name":"{{{name}}}","resourceVersion":"{{{version}}}"} } }""";

    private Watcher<PartialObject> Start()
    {
        var watcher = new Watcher<PartialObject>(Client, ApiResources.Namespaces, ApiSelection.All, Clock);
        _run = watcher.RunAsync(_end.Token);
        return watcher;
    }

    private async Task EndAsync()
    {
        await _end.CancelAsync();
        await _run.Invoking(run => run).Should().ThrowAsync<OperationCanceledException>();
        _end.Dispose();
    }

    private static async Task<WatchSnapshot<PartialObject>> SeeAsync(Watcher<PartialObject> watcher, Func<WatchSnapshot<PartialObject>, bool> wanted)
    {
        WatchSnapshot<PartialObject> seen = watcher.Snapshot;
        while (seen.Revision == 0 || !wanted(seen))
        {
            seen = await watcher.NewerAsync(seen, Deadline());
        }

        return seen;
    }

    /// <summary>Moves the clock past back-offs until it is so.</summary>
    private Task RunUntilAsync(Func<bool> wanted)
    {
        Task<TimeSpan> next = Clock.NextTimerAsync(BackOffs);
        return SeeAsync(() =>
        {
            if (next.IsCompleted)
            {
                Clock.Advance(next.Result);
                next = Clock.NextTimerAsync(BackOffs);
            }

            return wanted();
        });
    }

    private Task<TimeSpan> NextBackOffAsync() => Clock.NextTimerAsync(BackOffs).WaitAsync(Deadline());

    private RecordedRequest[] Lists() => [.. Server.Requests.Where(request => request.Method == "GET" && request.Path == Namespaces)];

    private RecordedRequest[] Watches() => [.. Server.Requests.Where(request => request.Method == "WATCH")];

    private void Put(string name, string label) =>
        Server.Put($"{Namespaces}/{name}", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["env"] = label } } });

    private void PutMany(int count)
    {
        for (int index = 0; index < count; index++)
        {
            Put($"n{index:00000}", "x");
        }
    }
}
