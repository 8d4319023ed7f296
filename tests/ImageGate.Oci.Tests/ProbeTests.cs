using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>When a host is not asked any more, for how long, and who finds out that it is well again.</summary>
public sealed class ProbeTests : CircuitTest
{
    [Fact]
    public async Task Fewer_failures_than_that_or_an_answer_in_between_keep_it_asked()
    {
        for (int i = 0; i < 4; i++)
        {
            Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503), times: 6);
            await RunAsync("app");
            Clock.Advance(Limits.FailureSpacing);
            await RunAsync("app");
            (await RunAsync("app")).Found();
        }

        Open().Should().Be((0, 0, 0));
    }

    [Fact]
    public async Task Failures_of_the_same_moment_count_as_one()
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Drop());
        await RunAsync("app");
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync();
        registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503, ("Retry-After", "0")));
        using var hasty = new CancellationTokenSource();
        for (int i = 0; i < 4 * Limits.FailuresThatOpen; i++)
        {
            // One try each: the deadline passes before the repetition, and the clock stands still.
            Task<RegistryResult<Digest>> resolve = Client.ResolveAsync(registry.Location("app"), "1.0", hasty.Token);
            await Clock.NextTimerAsync(Clients.LongestWait);
        }

        Client.OpenCircuits.Should().Contain(new RegistryCircuits(registry.Host, 0, 0, 0));
        await hasty.CancelAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_request_probes_and_the_others_wait_for_what_it_finds(bool isWell)
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503));
        await OpenAsync("app");
        Clock.Advance(Limits.FirstOpenTime);
        HeldRequests held = Registry.Hold("/v2/app/manifests/1.0");
        Registry.ForgetRequests();

        Task<RegistryResult<Digest>> probe = ResolveAsync("app");
        await held.Arrived;
        Task<RegistryResult<Digest>>[] others = [.. Enumerable.Range(0, 10).Select(_ => ResolveAsync("app"))];
        others.Should().NotContain(other => other.IsCompleted);
        Registry.Requests.Should().ContainSingle();
        if (isWell)
        {
            held.Release();
            (await probe).Found();
            (await Task.WhenAll(others)).Should().AllBeOfType<RegistryResult<Digest>.Found>();
            Open().Should().Be((0, 0, 0));
        }
        else
        {
            Clock.Advance(Clients.ResponseTimeout);
            (await probe).Failed<RegistryFailure.Unavailable>();
            foreach (RegistryResult<Digest> other in await Task.WhenAll(others))
            {
                other.Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("is not asked again until");
            }

            Registry.Requests.Should().ContainSingle();
        }
    }

    [Fact]
    public async Task The_deadline_holds_for_who_waits_for_a_probe()
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503));
        await OpenAsync("app");
        Clock.Advance(Limits.FirstOpenTime);
        HeldRequests held = Registry.Hold("/v2/app/manifests/1.0");
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
        LookUp = NoSuchHost;
        await OpenAsync("app");
        List<(TimeSpan Left, TimeSpan Since)> open = [];
        DateTimeOffset asked = Clock.GetUtcNow();
        for (int i = 0; i < 7; i++)
        {
            TimeSpan rest = (await RunAsync("app")).Failed<RegistryFailure.Unavailable>().RetryAfter!.Value;

            // The clock may have gone on a little since it was opened.
            open.Add((rest, Clock.GetUtcNow() - asked));
            Clock.Advance(rest);
            asked = Clock.GetUtcNow();
            int before = Lookups;
            await RunAsync("app");
            Lookups.Should().Be(before + 1, "one request probes");
        }

        for (int i = 1; i < open.Count; i++)
        {
            double most = Math.Min(Limits.FirstOpenTime.TotalSeconds * (1 << i), Limits.MaxOpenTime.TotalSeconds);
            open[i].Left.TotalSeconds.Should().BeLessThanOrEqualTo(most);
            (open[i].Left + open[i].Since).TotalSeconds.Should().BeGreaterThanOrEqualTo(0.75 * most);
        }
    }

    [Fact]
    public async Task A_probe_that_is_given_up_makes_place_for_another()
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503));
        await OpenAsync("app");
        Clock.Advance(Limits.FirstOpenTime);
        HeldRequests held = Registry.Hold("/v2/app/manifests/1.0");
        using var deadline = new CancellationTokenSource();
        Task<RegistryResult<Digest>> probe = ResolveAsync("app", cancellationToken: deadline.Token);
        await held.Arrived;
        await deadline.CancelAsync();
        await probe;
        held.Release();

        (await RunAsync("app")).Found();
    }

    [Theory]
    [InlineData("31536000", 60)]
    [InlineData("Sat, 01 Jan 2050 00:00:00 GMT", 60)]
    [InlineData("7", 7)]
    public async Task The_wish_is_bounded(string retryAfter, int seconds)
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(429, ("Retry-After", retryAfter)), times: 1);
        await RunAsync("app");

        (await RunAsync("app")).Failed<RegistryFailure.Unavailable>().RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-7")]
    [InlineData("Sat, 01 Jan 2000 00:00:00 GMT")]
    public async Task A_wish_of_the_past_is_none(string retryAfter)
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(429, ("Retry-After", retryAfter)), times: 3);
        await RunAsync("app");

        (await RunAsync("other")).Found();
    }

    [Fact]
    public async Task A_short_wish_is_waited_out_by_those_who_come_meanwhile()
    {
        Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(429, ("Retry-After", "3")), times: 1);
        Task<RegistryResult<Digest>> first = ResolveAsync("app");
        await Clock.NextTimerAsync(Clients.LongestWait);

        Task<RegistryResult<Digest>> second = ResolveAsync("other");
        await Clock.RunAsync(Task.WhenAll(first, second), Clients.LongestWait);

        (await first).Found();
        (await second).Found();
    }

    [Fact]
    public async Task A_host_that_flaps_is_asked()
    {
        int asked = 0;
        Registry.Fail("/v2/app/manifests/1.0", (context, normally) =>
            Interlocked.Increment(ref asked) % 2 == 0 ? normally(context) : RegistryFaults.Status(503)(context, normally));
        for (int i = 0; i < 10; i++)
        {
            (await RunAsync("app")).Found();
        }
    }

    [Fact]
    public async Task Only_so_many_wait_for_a_probe_and_who_has_waited_counts_no_more()
    {
        for (int round = 0; round < 2; round++)
        {
            Registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(503));
            await OpenAsync("app");
            Clock.Advance(Limits.FirstOpenTime);
            HeldRequests held = Registry.Hold("/v2/app/manifests/1.0");
            Task<RegistryResult<Digest>> probe = ResolveAsync("app");
            await held.Arrived;
            Task<RegistryResult<Digest>>[] waiting = [.. Enumerable.Range(0, Limits.MaxWaitingRequests).Select(_ => ResolveAsync("app"))];
            waiting.Should().NotContain(one => one.IsCompleted);

            var failure = (await ResolveAsync("app")).Failed<RegistryFailure.Unavailable>();

            failure.Cause.Should().Be(UnavailableCause.Throttled);
            failure.Detail.Should().Be($"{Registry.Host}/app: {Registry.Host} was not asked: {Limits.MaxWaitingRequests} requests wait to see whether it answers");
            held.Release();
            (await probe).Found();
            (await Task.WhenAll(waiting)).Should().AllBeOfType<RegistryResult<Digest>.Found>();
        }
    }
}
