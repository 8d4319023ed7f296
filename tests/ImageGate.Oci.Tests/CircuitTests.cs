using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>When a host is not asked any more, and for whom.</summary>
public sealed class CircuitTests : IAsyncLifetime
{
    private static readonly RegistryCredential Somebody = new("", "robot", "pass", null);

    private readonly ManualTimeProvider _clock = new();
    private readonly RegistryClient _client;
    private int _lookups;
    private Func<Task<IPAddress[]>> _lookUp = () => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
    private InMemoryRegistry _registry = null!;

    public CircuitTests() => _client = Clients.Resolving(
        (_, _) =>
        {
            Interlocked.Increment(ref _lookups);
            return _lookUp();
        },
        _clock);

    public async Task InitializeAsync()
    {
        _registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { HostName = "localhost" });
        _registry.PushImage("app", "1.0");
        _registry.PushImage("other", "1.0");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_is_not_reached_is_not_asked_again_for_a_while_whatever_the_repository()
    {
        _lookUp = NoSuchHost;
        await OpenAsync("app");
        int before = _lookups;

        var failure = (await RunAsync("other")).Failed<RegistryFailure.Unavailable>();

        _lookups.Should().Be(before);
        failure.Cause.Should().Be(UnavailableCause.Unreachable);
        failure.Detail.Should().StartWith($"{_registry.Host}/other: {_registry.Host} is not asked again until ").And
            .EndWith(" UTC, after 5 failures: the name localhost could not be resolved");
        failure.RetryAfter.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(Limits.FirstOpenTime);
        Open().Should().Be((1, 0, 0));
    }

    [Fact]
    public async Task Fewer_failures_than_that_or_an_answer_in_between_keep_it_asked()
    {
        for (int i = 0; i < 4; i++)
        {
            _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503), times: 6);
            await RunAsync("app");
            _clock.Advance(Limits.FailureSpacing);
            await RunAsync("app");
            (await RunAsync("app")).Found();
        }

        Open().Should().Be((0, 0, 0));
    }

    [Fact]
    public async Task Failures_of_the_same_moment_count_as_one()
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Drop());
        await RunAsync("app");
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync();
        registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503, ("Retry-After", "0")));
        using var hasty = new CancellationTokenSource();
        for (int i = 0; i < 4 * Limits.FailuresThatOpen; i++)
        {
            // One try each: the deadline passes before the repetition, and the clock stands still.
            Task<RegistryResult<Digest>> resolve = _client.ResolveAsync(registry.Location("app"), "1.0", hasty.Token);
            await _clock.NextTimerAsync(Clients.LongestWait);
        }

        _client.OpenCircuits.Should().Contain(new RegistryCircuits(registry.Host, 0, 0, 0));
        await hasty.CancelAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_request_probes_and_the_others_wait_for_what_it_finds(bool isWell)
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503));
        await OpenAsync("app");
        _clock.Advance(Limits.FirstOpenTime);
        HeldRequests held = _registry.Hold("/v2/app/manifests/1.0");
        _registry.ForgetRequests();

        Task<RegistryResult<Digest>> probe = ResolveAsync("app");
        await held.Arrived;
        Task<RegistryResult<Digest>>[] others = [.. Enumerable.Range(0, 10).Select(_ => ResolveAsync("app"))];
        others.Should().NotContain(other => other.IsCompleted);
        _registry.Requests.Should().ContainSingle();
        if (isWell)
        {
            held.Release();
            (await probe).Found();
            (await Task.WhenAll(others)).Should().AllBeOfType<RegistryResult<Digest>.Found>();
            Open().Should().Be((0, 0, 0));
        }
        else
        {
            _clock.Advance(Clients.ResponseTimeout);
            (await probe).Failed<RegistryFailure.Unavailable>();
            foreach (RegistryResult<Digest> other in await Task.WhenAll(others))
            {
                other.Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("is not asked again until");
            }

            _registry.Requests.Should().ContainSingle();
        }
    }

    [Fact]
    public async Task The_deadline_holds_for_who_waits_for_a_probe()
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503));
        await OpenAsync("app");
        _clock.Advance(Limits.FirstOpenTime);
        HeldRequests held = _registry.Hold("/v2/app/manifests/1.0");
        Task<RegistryResult<Digest>> probe = ResolveAsync("app");
        await held.Arrived;
        using var deadline = new CancellationTokenSource();
        Task<RegistryResult<Digest>> hasty = ResolveAsync("app", cancellationToken: deadline.Token);
        await deadline.CancelAsync();

        (await hasty).Failed<RegistryFailure.Unavailable>().Cause.Should().Be(UnavailableCause.Timeout);
        held.Release();
        (await probe).Found();
    }

    [Fact]
    public async Task A_probe_that_fails_keeps_it_closed_for_others_twice_as_long_up_to_a_bound()
    {
        _lookUp = NoSuchHost;
        await OpenAsync("app");
        List<TimeSpan> open = [];
        for (int i = 0; i < 7; i++)
        {
            TimeSpan rest = (await RunAsync("app")).Failed<RegistryFailure.Unavailable>().RetryAfter!.Value;
            open.Add(rest);
            _clock.Advance(rest);
            int before = _lookups;
            await RunAsync("app");
            _lookups.Should().Be(before + 1, "one request probes");
        }

        for (int i = 1; i < open.Count; i++)
        {
            double most = Math.Min(Limits.FirstOpenTime.TotalSeconds * (1 << i), Limits.MaxOpenTime.TotalSeconds);
            open[i].TotalSeconds.Should().BeInRange(0.75 * most, most);
        }
    }

    [Fact]
    public async Task A_probe_that_is_given_up_makes_place_for_another()
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503));
        await OpenAsync("app");
        _clock.Advance(Limits.FirstOpenTime);
        HeldRequests held = _registry.Hold("/v2/app/manifests/1.0");
        using var deadline = new CancellationTokenSource();
        Task<RegistryResult<Digest>> probe = ResolveAsync("app", cancellationToken: deadline.Token);
        await held.Arrived;
        await deadline.CancelAsync();
        await probe;
        held.Release();

        (await RunAsync("app")).Found();
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(429)]
    public async Task What_fails_for_one_repository_is_not_held_against_another(int status)
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(status));
        await OpenAsync("app");
        _registry.ForgetRequests();

        (await RunAsync("app")).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain($"after 5 failures: {_registry.Host} answered {status}");
        _registry.Requests.Should().BeEmpty();
        (await RunAsync("app", Somebody)).Failed<RegistryFailure.Unavailable>().Detail.Should().NotContain("is not asked again");
        (await RunAsync("other")).Found();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task An_answer_that_is_a_no_opens_nothing(int status)
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(status));
        for (int i = 0; i < 2 * Limits.FailuresThatOpen; i++)
        {
            (await RunAsync("app")).Should().BeOfType<RegistryResult<Digest>.Failed>();
        }

        _registry.Requests.Should().HaveCountGreaterThanOrEqualTo(2 * Limits.FailuresThatOpen);
        Open().Should().Be((0, 0, 0));
    }

    [Fact]
    public async Task A_caller_that_gives_up_opens_nothing()
    {
        for (int i = 0; i < 2 * Limits.FailuresThatOpen; i++)
        {
            HeldRequests held = _registry.Hold("/v2/app/manifests/1.0");
            using var deadline = new CancellationTokenSource();
            Task<RegistryResult<Digest>> resolve = ResolveAsync("app", cancellationToken: deadline.Token);
            await held.Arrived;
            await deadline.CancelAsync();
            await resolve;
            held.Release();
        }

        Open().Should().Be((0, 0, 0));
    }

    [Fact]
    public async Task Answers_that_do_not_come_in_time_open_it_for_their_repository()
    {
        for (int i = 0; i < Limits.FailuresThatOpen; i++)
        {
            HeldRequests held = _registry.Hold("/v2/app/manifests/1.0");
            Task<RegistryResult<Digest>> resolve = ResolveAsync("app");
            await held.Arrived;
            _clock.Advance(Clients.ResponseTimeout);
            await resolve;
            held.Release();
            _clock.Advance(Limits.FailureSpacing);
        }

        var failure = (await RunAsync("app")).Failed<RegistryFailure.Unavailable>();
        failure.Cause.Should().Be(UnavailableCause.Timeout);
        failure.Detail.Should().EndWith($"after 5 failures: {_registry.Host} did not answer in time");
        (await RunAsync("other")).Found();
    }

    [Fact]
    public async Task A_connection_that_does_not_come_about_in_time_counts_against_the_host()
    {
        _lookUp = () => new TaskCompletionSource<IPAddress[]>().Task;
        for (int i = 0; i < Limits.FailuresThatOpen; i++)
        {
            Task<RegistryResult<Digest>> resolve = ResolveAsync("app");
            (await _clock.NextTimerAsync(Clients.ResponseTimeout)).Should().Be(Clients.ResponseTimeout * Limits.ConnectShare);
            _clock.Advance(Clients.ResponseTimeout * Limits.ConnectShare);
            (await resolve).Failed<RegistryFailure.Unavailable>().Should().BeEquivalentTo(
                new { Cause = UnavailableCause.Timeout, Detail = $"{_registry.Host}/app: no connection to {_registry.Host} in time" });
            _clock.Advance(Limits.FailureSpacing);
        }

        (await RunAsync("other")).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("is not asked again");
    }

    [Theory]
    [InlineData(429, UnavailableCause.Throttled)]
    [InlineData(503, UnavailableCause.Unreachable)]
    public async Task A_host_that_wishes_to_be_left_alone_is_for_all_repositories_of_who_asked_and_for_nobody_else(int status, UnavailableCause cause)
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(status, ("Retry-After", "20")), times: 1);
        await RunAsync("app");
        _registry.ForgetRequests();

        var failure = (await RunAsync("other")).Failed<RegistryFailure.Unavailable>();

        _registry.Requests.Should().BeEmpty();
        failure.Cause.Should().Be(cause);
        failure.RetryAfter.Should().Be(TimeSpan.FromSeconds(20));
        failure.Detail.Should().Contain("is not asked again until 00:00:20 UTC, as it wished:").And.NotContain("/app");
        (await RunAsync("other", Somebody)).Found();
        _clock.Advance(TimeSpan.FromSeconds(20));
        (await RunAsync("other")).Found();
    }

    [Theory]
    [InlineData("31536000", 60)]
    [InlineData("Sat, 01 Jan 2050 00:00:00 GMT", 60)]
    [InlineData("7", 7)]
    public async Task The_wish_is_bounded(string retryAfter, int seconds)
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(429, ("Retry-After", retryAfter)), times: 1);
        await RunAsync("app");

        (await RunAsync("app")).Failed<RegistryFailure.Unavailable>().RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-7")]
    [InlineData("Sat, 01 Jan 2000 00:00:00 GMT")]
    public async Task A_wish_of_the_past_is_none(string retryAfter)
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(429, ("Retry-After", retryAfter)), times: 3);
        await RunAsync("app");

        (await RunAsync("other")).Found();
    }

    [Fact]
    public async Task A_short_wish_is_waited_out_by_those_who_come_meanwhile()
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(429, ("Retry-After", "3")), times: 1);
        Task<RegistryResult<Digest>> first = ResolveAsync("app");
        await _clock.NextTimerAsync(Clients.LongestWait);

        Task<RegistryResult<Digest>> second = ResolveAsync("other");
        await _clock.RunAsync(Task.WhenAll(first, second), Clients.LongestWait);

        (await first).Found();
        (await second).Found();
    }

    [Fact]
    public async Task A_dead_token_service_is_no_reason_to_ask_the_registry_less()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions
        {
            Authentication = RegistryAuthentication.Bearer,
            Challenge = repository => repository == "app" ? "Bearer realm=\"https://dead.example/token\"" : "Basic realm=\"registry\"",
        });
        registry.PushImage("app", "1.0");
        _lookUp = NoSuchHost;
        for (int i = 0; i < Limits.FailuresThatOpen; i++)
        {
            await RunAsync(_client.ResolveAsync(registry.Location("app"), "1.0", default));
        }

        (await RunAsync(_client.ResolveAsync(registry.Location("app"), "1.0", default))).Failed<RegistryFailure.Unavailable>()
            .Detail.Should().Contain("dead.example is not asked again");
        registry.ForgetRequests();
        (await RunAsync(_client.ResolveAsync(registry.Location("other"), "1.0", default))).Failed<RegistryFailure.Unauthorized>();
        registry.Requests.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_redirect_to_a_dead_host_is_no_reason_to_ask_the_registry_less_nor_that_host_by_its_own_name()
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Redirect("https://dead.example/x"));
        (await RunAsync("other")).Found();                             // its connection is there
        _lookUp = NoSuchHost;
        await OpenAsync("app");

        (await RunAsync("app")).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("dead.example is not asked again");
        (await RunAsync("other")).Found();
        int before = _lookups;
        RegistryAccess own = RegistryAccess.Default("dead.example");
        RepositoryName.TryParse("dead.example/app", out RepositoryName? name).Should().BeTrue();
        await RunAsync(_client.ResolveAsync(new RepositoryLocation(name!, own), "1.0", default));
        _lookups.Should().BeGreaterThan(before);
    }

    [Fact]
    public async Task A_host_that_flaps_is_asked()
    {
        int asked = 0;
        _registry.Fail("/v2/app/manifests/1.0", (context, normally) =>
            Interlocked.Increment(ref asked) % 2 == 0 ? normally(context) : RegistryFaults.Status(503)(context, normally));
        for (int i = 0; i < 10; i++)
        {
            (await RunAsync("app")).Found();
        }
    }

    [Fact]
    public async Task A_slow_registry_takes_no_turn_from_another()
    {
        await using InMemoryRegistry slow = await InMemoryRegistry.StartAsync();
        slow.PushImage("app", "1.0");
        HeldRequests held = slow.Hold("/v2/app/manifests/1.0");
        Task<RegistryResult<Digest>>[] waiting =
            [.. Enumerable.Range(0, 3 * RegistryAccess.DefaultMaxConcurrency).Select(_ => _client.ResolveAsync(slow.Location("app"), "1.0", default))];
        await held.Arrived;

        (await ResolveAsync("app")).Found();
        held.Release();
        (await Task.WhenAll(waiting)).Should().AllBeOfType<RegistryResult<Digest>.Found>();
    }

    [Fact]
    public async Task A_queue_that_is_full_refuses_at_once_and_names_the_host()
    {
        HeldRequests held = _registry.Hold("/v2/app/manifests/1.0");
        RepositoryLocation narrow = _registry.Location("app") with { Access = _registry.Access() with { MaxConcurrency = 1 } };
        Task<RegistryResult<Digest>>[] waiting =
            [.. Enumerable.Range(0, Limits.MaxWaitingRequests + 1).Select(_ => _client.ResolveAsync(narrow, "1.0", default))];

        var failure = (await _client.ResolveAsync(narrow, "1.0", default)).Failed<RegistryFailure.Unavailable>();

        failure.Cause.Should().Be(UnavailableCause.Throttled);
        failure.Detail.Should().Be($"{_registry.Host}/app: {_registry.Host} was not asked: {Limits.MaxWaitingRequests} requests wait for {_registry.Host} already");
        held.Release();
        (await Task.WhenAll(waiting)).Should().AllBeOfType<RegistryResult<Digest>.Found>();
    }

    [Fact]
    public async Task Requests_are_counted_by_configured_host_and_what_came_of_them()
    {
        _registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(429), times: 1);
        await RunAsync("app");
        await RunAsync("missing");
        _lookUp = NoSuchHost;
        RepositoryName.TryParse("stranger.example/app", out RepositoryName? name).Should().BeTrue();
        for (int i = 0; i < 2 * Limits.FailuresThatOpen; i++)
        {
            await RunAsync(_client.ResolveAsync(new RepositoryLocation(name!, RegistryAccess.Default("stranger.example")), "1.0", default));
        }

        Dictionary<RegistryTraffic, long> traffic = _client.Traffic.ToDictionary();
        traffic.Remove(new(RegistryTraffic.Other, "none"), out long unanswered).Should().BeTrue();
        traffic.Remove(new(RegistryTraffic.Other, "not_sent"), out long kept).Should().BeTrue();
        unanswered.Should().Be(_lookups - 1, "one lookup was the registry's");
        kept.Should().BePositive();
        traffic.Should().BeEquivalentTo(new Dictionary<RegistryTraffic, long>
        {
            [new(_registry.Host, "429")] = 1,
            [new(_registry.Host, "2xx")] = 1,
            [new(_registry.Host, "4xx")] = 1,
        });
        _client.OpenCircuits.Should().Contain(new RegistryCircuits(RegistryTraffic.Other, 1, 0, 0));
    }

    private static Task<IPAddress[]> NoSuchHost() => Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound));

    private (int Everybody, int Login, int Repository) Open()
    {
        RegistryCircuits open = _client.OpenCircuits.Single(one => one.Host == _registry.Host);
        return (open.Everybody, open.Login, open.Repository);
    }

    private Task<RegistryResult<Digest>> ResolveAsync(string repository, RegistryCredential? pull = null, CancellationToken cancellationToken = default) => _client.ResolveAsync(
        _registry.Location(repository) with { Pull = pull is null ? PullCredentials.None : new PullCredentials([new PullCredential(_registry.Host, pull)]) }, "1.0", cancellationToken);

    private Task<RegistryResult<Digest>> RunAsync(string repository, RegistryCredential? pull = null) => RunAsync(ResolveAsync(repository, pull));

    private async Task<RegistryResult<Digest>> RunAsync(Task<RegistryResult<Digest>> work)
    {
        await _clock.RunAsync(work, Clients.LongestWait);
        return await work;
    }

    /// <summary>Asks until nothing is sent any more.</summary>
    private async Task OpenAsync(string repository)
    {
        int failures = 0;
        while (!(await RunAsync(repository)).Failed<RegistryFailure.Unavailable>().Detail.Contains("is not asked again", StringComparison.Ordinal))
        {
            failures.Should().BeLessThan(Limits.FailuresThatOpen);
            failures++;
            _clock.Advance(Limits.FailureSpacing);
        }
    }
}
