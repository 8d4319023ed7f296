using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>For whom a host is not asked any more.</summary>
public sealed class CircuitTests : CircuitTest
{
    [Fact]
    public async Task A_host_that_is_not_reached_is_not_asked_again_for_a_while_whatever_the_repository()
    {
        LookUp = NoSuchHost;
        await OpenAsync("app");
        int before = Lookups;

        var failure = (await RunAsync("other")).Failed<RegistryFailure.Unavailable>();

        Lookups.Should().Be(before);
        failure.Cause.Should().Be(UnavailableCause.Unreachable);
        failure.Detail.Should().StartWith($"{Registry.Host}/other: {Registry.Host} is not asked again until ").And
            .EndWith(" UTC, after 5 failures: the name localhost could not be resolved");
        failure.RetryAfter.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(Limits.FirstOpenTime);
        Open().Should().Be((1, 0, 0));
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(429)]
    public async Task What_fails_for_one_repository_is_not_held_against_another(int status)
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(status));
        await OpenAsync("app");
        Registry.ForgetRequests();

        (await RunAsync("app")).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain($"after 5 failures: {Registry.Host} answered {status}");
        Registry.Requests.Should().BeEmpty();
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
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(status));
        for (int i = 0; i < 2 * Limits.FailuresThatOpen; i++)
        {
            (await RunAsync("app")).Should().BeOfType<RegistryResult<Digest>.Failed>();
        }

        Registry.Requests.Should().HaveCountGreaterThanOrEqualTo(2 * Limits.FailuresThatOpen);
        Open().Should().Be((0, 0, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_that_gives_up_opens_nothing_though_the_time_for_the_answer_ends_too(bool endsToo)
    {
        for (int i = 0; i < 2 * Limits.FailuresThatOpen; i++)
        {
            HeldRequests held = Registry.Hold("/v2/app/manifests/1.0");
            using var deadline = new CancellationTokenSource();
            Task<RegistryResult<Digest>> resolve = ResolveAsync("app", cancellationToken: deadline.Token);
            await held.Arrived;

            // What was registered last is told first: the time is over before the transport has heard of the caller.
            using CancellationTokenRegistration late = deadline.Token.Register(() => Clock.Advance(endsToo ? Clients.ResponseTimeout : Limits.FailureSpacing));
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
            HeldRequests held = Registry.Hold("/v2/app/manifests/1.0");
            Task<RegistryResult<Digest>> resolve = ResolveAsync("app");
            await held.Arrived;
            Clock.Advance(Clients.ResponseTimeout);
            await resolve;
            held.Release();
            Clock.Advance(Limits.FailureSpacing);
        }

        var failure = (await RunAsync("app")).Failed<RegistryFailure.Unavailable>();
        failure.Cause.Should().Be(UnavailableCause.Timeout);
        failure.Detail.Should().EndWith($"after 5 failures: {Registry.Host} did not answer in time");
        (await RunAsync("other")).Found();
    }

    [Fact]
    public async Task A_connection_that_does_not_come_about_in_time_counts_against_the_host()
    {
        LookUp = () => new TaskCompletionSource<IPAddress[]>().Task;
        for (int i = 0; i < Limits.FailuresThatOpen; i++)
        {
            Task<RegistryResult<Digest>> resolve = ResolveAsync("app");
            (await Clock.NextTimerAsync(Clients.ResponseTimeout)).Should().Be(Clients.ResponseTimeout * Limits.ConnectShare);
            Clock.Advance(Clients.ResponseTimeout * Limits.ConnectShare);
            (await resolve).Failed<RegistryFailure.Unavailable>().Should().BeEquivalentTo(
                new { Cause = UnavailableCause.Timeout, Detail = $"{Registry.Host}/app: no connection to {Registry.Host} in time" });
            Clock.Advance(Limits.FailureSpacing);
        }

        (await RunAsync("other")).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("is not asked again");
    }

    [Theory]
    [InlineData(429, UnavailableCause.Throttled)]
    [InlineData(503, UnavailableCause.Unreachable)]
    public async Task A_host_that_wishes_to_be_left_alone_is_for_all_repositories_of_who_asked_and_for_nobody_else(int status, UnavailableCause cause)
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(status, ("Retry-After", "20")), times: 1);
        await RunAsync("app");
        Registry.ForgetRequests();

        var failure = (await RunAsync("other")).Failed<RegistryFailure.Unavailable>();

        Registry.Requests.Should().BeEmpty();
        failure.Cause.Should().Be(cause);
        failure.RetryAfter.Should().Be(TimeSpan.FromSeconds(20));
        failure.Detail.Should().Contain("is not asked again until 00:00:20 UTC, as it wished:").And.NotContain("/app");
        (await RunAsync("other", Somebody)).Found();
        Clock.Advance(TimeSpan.FromSeconds(20));
        (await RunAsync("other")).Found();
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
        LookUp = NoSuchHost;
        for (int i = 0; i < Limits.FailuresThatOpen; i++)
        {
            await RunAsync(Client.ResolveAsync(registry.Location("app"), "1.0", default));
        }

        (await RunAsync(Client.ResolveAsync(registry.Location("app"), "1.0", default))).Failed<RegistryFailure.Unavailable>()
            .Detail.Should().Contain("dead.example is not asked again");
        registry.ForgetRequests();
        (await RunAsync(Client.ResolveAsync(registry.Location("other"), "1.0", default))).Failed<RegistryFailure.Unauthorized>();
        registry.Requests.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_redirect_to_a_dead_host_is_no_reason_to_ask_the_registry_less_nor_that_host_by_its_own_name()
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Redirect("https://dead.example/x"));
        (await RunAsync("other")).Found();                             // its connection is there
        LookUp = NoSuchHost;
        await OpenAsync("app");

        (await RunAsync("app")).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("dead.example is not asked again");
        (await RunAsync("other")).Found();
        int before = Lookups;
        RegistryAccess own = RegistryAccess.Default("dead.example");
        RepositoryName.TryParse("dead.example/app", out RepositoryName? name).Should().BeTrue();
        await RunAsync(Client.ResolveAsync(new RepositoryLocation(name!, own), "1.0", default));
        Lookups.Should().BeGreaterThan(before);
    }

    [Fact]
    public async Task A_slow_registry_takes_no_turn_from_another()
    {
        await using InMemoryRegistry slow = await InMemoryRegistry.StartAsync();
        slow.PushImage("app", "1.0");
        HeldRequests held = slow.Hold("/v2/app/manifests/1.0");
        Task<RegistryResult<Digest>>[] waiting =
            [.. Enumerable.Range(0, 3 * RegistryAccess.DefaultMaxConcurrency).Select(_ => Client.ResolveAsync(slow.Location("app"), "1.0", default))];
        await held.Arrived;

        (await ResolveAsync("app")).Found();
        held.Release();
        (await Task.WhenAll(waiting)).Should().AllBeOfType<RegistryResult<Digest>.Found>();
    }

    [Fact]
    public async Task A_queue_that_is_full_refuses_at_once_and_names_the_host()
    {
        HeldRequests held = Registry.Hold("/v2/app/manifests/1.0");
        RepositoryLocation narrow = Registry.Location("app") with { Access = Registry.Access() with { MaxConcurrency = 1 } };
        Task<RegistryResult<Digest>>[] waiting =
            [.. Enumerable.Range(0, Limits.MaxWaitingRequests + 1).Select(_ => Client.ResolveAsync(narrow, "1.0", default))];

        var failure = (await Client.ResolveAsync(narrow, "1.0", default)).Failed<RegistryFailure.Unavailable>();

        failure.Cause.Should().Be(UnavailableCause.Throttled);
        failure.Detail.Should().Be($"{Registry.Host}/app: {Registry.Host} was not asked: {Limits.MaxWaitingRequests} requests wait for {Registry.Host} already");
        held.Release();
        (await Task.WhenAll(waiting)).Should().AllBeOfType<RegistryResult<Digest>.Found>();
    }

    [Fact]
    public async Task A_host_that_did_not_bear_a_request_gets_half_as_many_at_once()
    {
        RepositoryLocation narrow = Registry.Location("app") with { Access = Registry.Access() with { MaxConcurrency = 2 } };
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503), times: 1);
        using var deadline = new CancellationTokenSource();
        Task<RegistryResult<Digest>> busy = Client.ResolveAsync(narrow, "1.0", deadline.Token);
        await Clock.NextTimerAsync(Clients.LongestWait);
        await deadline.CancelAsync();                                  // instead of the repetition, whose answer would raise it again
        (await busy).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("answered 503");
        HeldRequests held = Registry.Hold("/v2/app/manifests/1.0");
        Task<RegistryResult<Digest>>[] waiting =
            [.. Enumerable.Range(0, Limits.MaxWaitingRequests + 1).Select(_ => Client.ResolveAsync(narrow, "1.0", default))];

        Task<RegistryResult<Digest>> oneMore = Client.ResolveAsync(narrow, "1.0", default);

        oneMore.IsCompleted.Should().BeTrue("one is under way, and the queue is full");
        (await oneMore).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain($"{Limits.MaxWaitingRequests} requests wait for {Registry.Host} already");
        held.Release();
        (await Task.WhenAll(waiting)).Should().AllBeOfType<RegistryResult<Digest>.Found>();
    }

    [Fact]
    public async Task Requests_are_counted_by_configured_host_and_what_came_of_them()
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(429), times: 1);
        await RunAsync("app");
        await RunAsync("missing");
        LookUp = NoSuchHost;
        RepositoryName.TryParse("stranger.example/app", out RepositoryName? name).Should().BeTrue();
        for (int i = 0; i < 2 * Limits.FailuresThatOpen; i++)
        {
            await RunAsync(Client.ResolveAsync(new RepositoryLocation(name!, RegistryAccess.Default("stranger.example")), "1.0", default));
        }

        Dictionary<RegistryTraffic, long> traffic = Client.Traffic.ToDictionary();
        traffic.Remove(new(RegistryTraffic.Other, "none"), out long unanswered).Should().BeTrue();
        traffic.Remove(new(RegistryTraffic.Other, "not_sent"), out long kept).Should().BeTrue();
        unanswered.Should().Be(Lookups - 1, "one lookup was the registry's");
        kept.Should().BePositive();
        traffic.Should().BeEquivalentTo(new Dictionary<RegistryTraffic, long>
        {
            [new(Registry.Host, "429")] = 1,
            [new(Registry.Host, "2xx")] = 1,
            [new(Registry.Host, "4xx")] = 1,
        });
        Client.OpenCircuits.Should().Contain(new RegistryCircuits(RegistryTraffic.Other, 1, 0, 0));
    }
}
