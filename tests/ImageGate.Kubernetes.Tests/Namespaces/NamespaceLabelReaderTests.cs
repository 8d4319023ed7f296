using System.Text.Json.Nodes;
using ImageGate.Core;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Namespaces;
using ImageGate.Kubernetes.Tests.Api;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Kubernetes.Tests.Namespaces;

/// <summary>What is known of a namespace's labels, whatever the API server does.</summary>
public sealed class NamespaceLabelReaderTests : ApiTest
{
    private const string All = "/api/v1/namespaces";


    private readonly CancellationTokenSource _end = new();

    private NamespaceLabelReader Reader => field ??= new NamespaceLabelReader(Client, Clock);

    [Fact]
    public async Task Labels_come_from_memory_and_follow_every_change()
    {
        Put("a", "one");
        Task run = await StartAsync();
        Env(await ReadAsync("a")).Should().Be("one");
        Put("a", "two");
        await SeeAsync(() => Env(Memory("a")) == "two");
        Gets().Should().BeEmpty();
        Server.Remove(All + "/a");
        await SeeAsync(() => Reader.Count == 0);
        Put("a", "three");
        await SeeAsync(() => Env(Memory("a")) == "three");
        await EndAsync(run);
    }

    [Fact]
    public async Task A_namespace_without_labels_is_known_to_have_none()
    {
        Server.Put(All + "/bare");
        Task run = await StartAsync();
        (await ReadAsync("bare")).Should().BeOfType<NamespaceLabels.Known>().Which.Values.Should().BeEmpty();
        await EndAsync(run);
    }

    [Fact]
    public async Task One_that_is_not_in_memory_is_asked_for_once()
    {
        HeldRequests watch = Server.Hold("WATCH " + All);
        Task run = await StartAsync();
        Put("new", "one");
        HeldRequests get = Server.Hold($"GET {All}/new");

        Task<NamespaceLabels>[] all = [.. Enumerable.Range(0, 20).Select(_ => ReadAsync("new"))];
        await get.Arrived;
        get.Release();

        (await Task.WhenAll(all)).Select(Env).Should().OnlyContain(env => env == "one");
        Gets().Should().HaveCount(1);
        watch.Release();
        await EndAsync(run);
    }

    [Fact]
    public async Task Before_the_first_list_each_is_asked_for()
    {
        Put("a", "one");

        Env(await ReadAsync("a")).Should().Be("one");
        Unknown(await ReadAsync("b")).Should().Be("there is no such namespace");
        Unknown(await ReadAsync("")).Should().Be("the request is in no namespace");
        Unknown(await ReadAsync("../nodes/n")).Should().Contain("nothing was asked");
        Server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_is_forbidden_or_answered_wrongly_is_not_known()
    {
        Server.Fail($"GET {All}/a", FakeApiServer.Status(403, "Forbidden", "no"));
        Unknown(await ReadAsync("a")).Should().Contain("its service account needs `get`, `list` and `watch`");

        Put("b", "one");
        Server.Fail($"GET {All}/c", async (context, normally) =>
        {
            context.Request.Path = All + "/b";
            await normally(context);
        });
        Unknown(await ReadAsync("c")).Should().Be("the API server answered something else");
    }

    [Fact]
    public async Task An_api_server_that_is_silent_costs_two_seconds()
    {
        HeldRequests held = Server.Hold($"GET {All}/a");
        Task<NamespaceLabels> read = ReadAsync("a");
        await held.Arrived;
        (await Clock.NextTimerAsync(TimeSpan.FromSeconds(3))).Should().Be(TimeSpan.FromSeconds(2));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Unknown(await read).Should().Be("the API server did not answer in time");
        held.Release();

        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        Unknown(await Reader.ReadAsync("z", over.Token)).Should().Be("the API server did not answer in time");
    }

    [Fact]
    public async Task What_was_known_does_not_count_for_ever()
    {
        Put("a", "one");
        Task run = await StartAsync();
        Server.Fail("*", FakeApiServer.Status(403, "Forbidden", "taken away"));
        Reader.IsCurrent.Should().BeTrue();

        Clock.Advance(TimeSpan.FromMinutes(1));
        Env(await ReadAsync("a")).Should().Be("one");
        for (int halfMinutes = 0; halfMinutes < 9; halfMinutes++)
        {
            Clock.Advance(TimeSpan.FromSeconds(30));
        }

        Reader.IsCurrent.Should().BeFalse();
        Unknown(await ReadAsync("a")).Should().Contain("its service account needs");
        await SeeAsync(() => Reader.LastFailure is not null);
        await EndAsync(run);
    }

    [Fact]
    public void Nothing_but_name_and_labels_stays_in_memory()
    {
        var labels = new Dictionary<string, string> { ["env"] = "prod" };
        ObjectMetadata kept = NamespaceLabelReader.Keep(new PartialObject
        {
            Metadata = new ObjectMetadata { Name = "a", Labels = labels, Annotations = new Dictionary<string, string> { ["a"] = "b" }, Uid = "u" },
        }).Metadata;
        kept.Should().Be(new ObjectMetadata { Name = "a", Labels = labels });
    }

    [Fact]
    public async Task A_thousand_namespaces_are_in_memory()
    {
        for (int number = 0; number < 1_000; number++)
        {
            Server.Put($"{All}/n{number}", new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["env"] = $"{number}" } },
            });
        }

        Task run = await StartAsync();
        await SeeAsync(() => Reader.Count == 1_000);
        Env(await ReadAsync("n999")).Should().Be("999");
        Gets().Should().BeEmpty();
        await EndAsync(run);
    }

    private static string? Env(NamespaceLabels labels) => labels.Should().BeOfType<NamespaceLabels.Known>().Which.Values.GetValueOrDefault("env");

    private static string Unknown(NamespaceLabels labels) => labels.Should().BeOfType<NamespaceLabels.Unknown>().Which.Reason;

    private Task<NamespaceLabels> ReadAsync(string name) => Reader.ReadAsync(name, None);

    // Answered at once only when it is in memory: the deadline is over.
    private NamespaceLabels Memory(string name)
    {
        NamespaceLabels labels = Reader.ReadAsync(name, new CancellationToken(true)).GetAwaiter().GetResult();
        return labels is NamespaceLabels.Known ? labels : new NamespaceLabels.Known(new Dictionary<string, string>());
    }

    private async Task<Task> StartAsync()
    {
        Task run = Reader.RunAsync(_end.Token);
        await SeeAsync(() => Reader.IsCurrent);
        return run;
    }

    private async Task EndAsync(Task run)
    {
        await _end.CancelAsync();
        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
    }

    private RecordedRequest[] Gets() => [.. Server.Requests.Where(request => request.Method == "GET" && request.Path.StartsWith(All + "/", StringComparison.Ordinal))];

    private void Put(string name, string env) => Server.Put($"{All}/{name}", new JsonObject
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["env"] = env } },
    });
}
