using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Core;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.PullSecrets;
using ImageGate.Kubernetes.Running;
using ImageGate.Kubernetes.Tests.Admission;
using ImageGate.Kubernetes.Tests.Api;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Kubernetes.Tests.Running;

/// <summary>Which of the images that run are asked about, how often and how fast.</summary>
public sealed class WarmUpTests : ApiTest
{
    private const string Pods = "GET /api/v1/pods";

    // Shorter than any time-out, longer than the pace.
    private static readonly TimeSpan Paces = TimeSpan.FromSeconds(1);

    private readonly SignedRegistry _registry = new();
    private readonly ConcurrentBag<ImageVerdict?> _verdicts = [];

    private PolicySet Policies { get => field ??= PolicySets.Set(Pinning.Pods, _registry.Signed()); set; }

    [Fact]
    public async Task Ten_thousand_Pods_of_fifty_images_are_fifty_questions_at_twenty_a_second()
    {
        for (int index = 0; index < 10_000; index++)
        {
            Put($"team-{index % 20}", $"p{index}", Pod($"ghcr.io/acme/app-{index / 20 % 50}:1"));
        }

        Task<WarmUpReport> run = RunAsync();
        IReadOnlyList<TimeSpan> waits = await Clock.RunAsync(run, Paces);

        (await run).Should().Be(new WarmUpReport.Done(10_000, 50));
        _registry.Asked.Should().HaveCount(50).And.OnlyHaveUniqueItems();
        waits.Should().HaveCount(50).And.OnlyContain(wait => wait == TimeSpan.FromMilliseconds(50));
        Server.Requests.Should().HaveCount(20, "of pages, and nothing else");
    }

    [Fact]
    public async Task All_lists_of_a_Pod_count_and_Pods_that_have_ended_do_not()
    {
        Put("apps", "all", JsonNode.Parse("""
            {"initContainers":[{"name":"a","image":"ghcr.io/a/init"}], "containers":[{"name":"b","image":"ghcr.io/a/main"}],
             "ephemeralContainers":[{"name":"c","image":"ghcr.io/a/debug"}], "volumes":[{"name":"d","image":{"reference":"ghcr.io/a/volume"}}, {"name":"e","emptyDir":{}}]}
            """)!.AsObject());
        Put("apps", "done", Pod("ghcr.io/a/done"), "Succeeded");
        Put("apps", "dead", Pod("ghcr.io/a/dead"), "Failed");
        Put("apps", "waits", Pod("ghcr.io/a/waits"), "Pending");
        Put("apps", "odd", Pod("not an image"));
        Put("apps", "none", []);
        Server.Put("/api/v1/namespaces/apps/pods/empty");

        (await EndAsync()).Should().Be(new WarmUpReport.Done(5, 5));

        _registry.Asked.Should().BeEquivalentTo("ghcr.io/a/init:latest", "ghcr.io/a/main:latest", "ghcr.io/a/debug:latest", "ghcr.io/a/volume:latest", "ghcr.io/a/waits:latest");
    }

    [Fact]
    public async Task An_image_is_asked_about_again_for_other_credentials_and_not_for_the_same()
    {
        foreach ((string home, string password) in new[] { ("a", "one"), ("b", "two"), ("c", "one") })
        {
            PutSecret(home, "pull", password);
            Put(home, "p", Pod("ghcr.io/acme/api:1", "pull"));
            Put(home, "q", Pod("ghcr.io/acme/api:1", "pull"));
        }

        Put("d", "p", Pod("ghcr.io/acme/api:1", "pull"));
        Put("e", "p", Pod("ghcr.io/acme/api:1"));

        (await EndAsync(new PlacementReader(new PullSecretReader(Client, Clock)))).Should().Be(new WarmUpReport.Done(8, 3));

        _registry.Asked.Should().HaveCount(3, "with one password, with the other, and without any");
        Server.Requests.Count(request => request.Path == "/api/v1/namespaces/a/secrets/pull").Should().Be(1);
    }

    [Fact]
    public async Task An_image_is_asked_about_again_where_other_policies_speak_of_it_and_not_where_none_asks_a_registry()
    {
        TrustPolicy everywhere = _registry.Signed("everywhere");
        TrustPolicy elsewhere = _registry.Signed("strict") with { Namespaces = Scope("strict") };
        TrustPolicy trusted = PolicySets.Policy("trusted", PolicyMode.Enforce, "docker.io/**", new PolicyRule.InsecureAllow("the base"));
        Policies = PolicySets.Set(Pinning.Pods, everywhere, elsewhere, trusted);
        foreach (string home in new[] { "a", "b", "strict" })
        {
            Put(home, "p", Pod("ghcr.io/acme/api:1"));
            Put(home, "q", Pod("nginx"));
            Put(home, "r", Pod("quay.io/nobody/speaks:of"));
        }

        (await EndAsync()).Should().Be(new WarmUpReport.Done(9, 2));

        _registry.Asked.Should().BeEquivalentTo("ghcr.io/acme/api:1", "ghcr.io/acme/api:1");
    }

    [Fact]
    public async Task What_an_admission_would_say_is_said()
    {
        _registry.Push("ghcr.io/acme/api:1", "api", signed: true);
        _registry.Push("ghcr.io/acme/rogue:1", "rogue", signed: false);
        Put("apps", "p", Pod("ghcr.io/acme/api:1"));
        Put("apps", "q", Pod("ghcr.io/acme/rogue:1"));

        await EndAsync();

        _verdicts.OfType<ImageVerdict.Admitted>().Should().ContainSingle().Which.Image.Should().Be("ghcr.io/acme/api:1");
        _verdicts.OfType<ImageVerdict.Denied>().Should().ContainSingle().Which.Reason.Should().Be(ReasonCode.NoSignature);
        _verdicts.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_fault_of_one_image_costs_that_image()
    {
        int calls = 0;
        _registry.Trouble = _ => Interlocked.Increment(ref calls) == 1
            ? throw new InvalidOperationException("a fault")
            : Task.FromResult<Core.Registries.RegistryFailure>(new Core.Registries.RegistryFailure.NotFound("not there"));
        Put("apps", "p", Pod("ghcr.io/acme/one:1"));
        Put("apps", "q", Pod("ghcr.io/acme/two:1"));

        (await EndAsync()).Should().Be(new WarmUpReport.Done(2, 2));

        _verdicts.Count(verdict => verdict is null).Should().Be(1);
        _verdicts.OfType<ImageVerdict.Denied>().Should().ContainSingle();
    }

    [Theory]
    [InlineData(403, typeof(ApiFailure.Forbidden))]
    [InlineData(503, typeof(ApiFailure.Unavailable))]
    public async Task Without_the_list_nothing_is_asked(int code, Type failure)
    {
        Put("apps", "p", Pod("ghcr.io/acme/api:1"));
        Server.Fail(Pods, FakeApiServer.Status(code, "No", "no"));

        (await EndAsync()).Should().BeOfType<WarmUpReport.Refused>().Which.Failure.Should().BeOfType(failure);

        _registry.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task It_ends_when_the_process_does()
    {
        Put("apps", "p", Pod("ghcr.io/acme/one:1"));
        Put("apps", "q", Pod("ghcr.io/acme/two:1"));
        using var end = new CancellationTokenSource();
        Task<WarmUpReport> run = RunAsync(end: end.Token);
        await Clock.NextTimerAsync(Paces);                             // between the first image and the second

        await end.CancelAsync();

        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
        _registry.Asked.Should().ContainSingle();
    }

    [Fact]
    public async Task No_more_images_are_asked_about_than_the_bound()
    {
        for (int pod = 0; pod <= Limits.MaxWarmUpImages / Limits.MaxImages; pod++)
        {
            Put("apps", $"p{pod}", PodOf(Enumerable.Range(0, Limits.MaxImages).Select(image => $"ghcr.io/acme/p{pod}-{image}:1")));
        }

        WarmUpReport report = await EndAsync();

        report.Should().BeOfType<WarmUpReport.Done>().Which.Images.Should().Be(Limits.MaxWarmUpImages);
        _registry.Asked.Should().HaveCount(Limits.MaxWarmUpImages);
    }

    [Fact]
    public async Task Few_images_are_asked_about_at_the_same_time()
    {
        _registry.Trouble = _ => new TaskCompletionSource<Core.Registries.RegistryFailure>().Task;
        for (int index = 0; index < 2 * Limits.MaxWarmUpImagesAtOnce; index++)
        {
            Put("apps", $"p{index}", Pod($"ghcr.io/acme/app-{index}:1"));
        }

        using var end = new CancellationTokenSource();
        Task<WarmUpReport> run = RunAsync(end: end.Token);
        for (int index = 1; index < Limits.MaxWarmUpImagesAtOnce; index++)
        {
            Clock.Advance(await Clock.NextTimerAsync(Paces));
        }

        await SeeAsync(() => _registry.Asked.Count == Limits.MaxWarmUpImagesAtOnce);
        Clock.NextTimerAsync(Paces).IsCompleted.Should().BeFalse("nobody waits for the turn of another one");
        await end.CancelAsync();
        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_Pod_with_more_pull_secrets_than_are_read_is_left_out()
    {
        Put("apps", "most", Pod("ghcr.io/acme/most:1", [.. Enumerable.Range(0, Limits.MaxPullSecrets).Select(index => $"s{index}")]));
        Put("apps", "more", Pod("ghcr.io/acme/more:1", [.. Enumerable.Range(0, Limits.MaxPullSecrets + 1).Select(index => $"s{index}")]));

        await EndAsync();

        _registry.Asked.Should().Equal("ghcr.io/acme/most:1");
    }

    [Fact]
    public async Task No_more_images_are_noted_than_the_bound()
    {
        for (int pod = 0; pod <= Limits.MaxRunningImages / Limits.MaxImages; pod++)
        {
            Put("apps", $"p{pod:00}", PodOf(Enumerable.Range(0, Limits.MaxImages).Select(image => $"ghcr.io/acme/p{pod}-{image}:1")));
        }

        RunningImagesReading reading = await new RunningImages(Client).ReadAsync(None);

        reading.Should().BeOfType<RunningImagesReading.Found>().Which.Images.Should().HaveCount(Limits.MaxRunningImages);
    }

    private static JsonObject Pod(string image, params string[] secrets) => new()
    {
        ["containers"] = new JsonArray(Container(0, image)),
        ["imagePullSecrets"] = new JsonArray([.. secrets.Select(secret => new JsonObject { ["name"] = secret })]),
    };

    private static JsonObject PodOf(IEnumerable<string> images) => new() { ["containers"] = new JsonArray([.. images.Select((image, index) => Container(index, image))]) };

    private static JsonObject Container(int index, string image) => new() { ["name"] = string.Create(CultureInfo.InvariantCulture, $"c{index}"), ["image"] = image };

    private static NamespaceScope Scope(string name) => new([NamespacePattern.Parse(name)], []);

    private void Put(string home, string name, JsonObject spec, string phase = "Running") =>
        Server.Put($"/api/v1/namespaces/{home}/pods/{name}", new JsonObject { ["spec"] = spec, ["status"] = new JsonObject { ["phase"] = phase } });

    private void PutSecret(string home, string name, string password) => Server.Put($"/api/v1/namespaces/{home}/secrets/{name}", new JsonObject
    {
        ["type"] = "kubernetes.io/dockerconfigjson",
        ["data"] = new JsonObject
        {
            [".dockerconfigjson"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($$$$"""{"auths":{"ghcr.io":{"username":"robot","password":"{{{{password}}}}"}}}""")),
        },
    });

    private Task<WarmUpReport> RunAsync(PlacementReader? placements = null, CancellationToken end = default) =>
        new WarmUp(Client, new Gatekeeper(_registry), placements ?? new PlacementReader(), Clock).RunAsync(() => Policies, _verdicts.Add, end);

    private async Task<WarmUpReport> EndAsync(PlacementReader? placements = null)
    {
        Task<WarmUpReport> run = RunAsync(placements);
        await Clock.RunAsync(run, Paces);
        return await run;
    }
}
