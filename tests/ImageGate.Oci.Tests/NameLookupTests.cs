using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>A lookup blocks a thread for as long as a stranger's name server likes.</summary>
public sealed class NameLookupTests
{
    private readonly TaskCompletionSource<IPAddress[]> _dead = new();
    private int _running;

    [Fact]
    public async Task Names_are_looked_up_a_few_at_a_time_and_each_once()
    {
        var names = new NameLookup((_, _) => Count(), TimeProvider.System);
        Task<IPAddress[]>[] all = [.. Enumerable.Range(0, 200).Select(i => names.FindAsync($"host{i % 100}.example", default))];

        _dead.SetResult([IPAddress.Loopback]);
        await Task.WhenAll(all);

        _running.Should().Be(100);
    }

    [Fact]
    public async Task Dead_names_of_strangers_do_not_keep_configured_ones_waiting_nor_more_threads_than_the_bound()
    {
        var settings = new RegistryClientSettings(
            Clients.ResponseTimeout, TimeProvider.System, "test", (host, _) => host == "good.example" ? Task.FromResult<IPAddress[]>([IPAddress.Loopback]) : Count());
        NameLookup strangers = settings.NamesOf(new RegistryEndpoint(RegistryAccess.Default("stranger.example")));
        NameLookup configured = settings.NamesOf(new RegistryEndpoint(new RegistryAccess("acme.io", false, null, RegistryCredentials.Anonymous, 1)));
        Task<IPAddress[]>[] dead = [.. Enumerable.Range(0, 100).Select(i => strangers.FindAsync($"host{i}.example", default))];

        (await configured.FindAsync("good.example", default)).Should().Equal(IPAddress.Loopback);
        _running.Should().BeLessThanOrEqualTo(Limits.MaxNameLookups);
        _dead.SetResult([]);
        await Task.WhenAll(dead);
    }

    [Fact]
    public async Task Who_gives_up_waiting_frees_no_thread()
    {
        var names = new NameLookup((_, _) => Count(), TimeProvider.System);
        using var deadline = new CancellationTokenSource();
        Task<IPAddress[]>[] hasty = [.. Enumerable.Range(0, 50).Select(i => names.FindAsync($"host{i}.example", deadline.Token))];
        await deadline.CancelAsync();
        await Task.WhenAll(hasty.Select(one => one.ContinueWith(_ => { }, TaskScheduler.Default)));

        _running.Should().BeLessThanOrEqualTo(Limits.MaxNameLookups);
        _dead.SetResult([]);
        (await names.FindAsync("one.more.example", default)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_name_that_was_found_before_does_not_wait_behind_dead_ones()
    {
        var clock = new ManualTimeProvider();
        var names = new NameLookup((host, _) => host == "good.example" ? Task.FromResult<IPAddress[]>([IPAddress.Loopback]) : Count(), clock);
        (await names.FindAsync("good.example", default)).Should().Equal(IPAddress.Loopback);
        Task<IPAddress[]>[] dead = [.. Enumerable.Range(0, 2 * Limits.MaxNameLookups).Select(i => names.FindAsync($"host{i}.example", default))];

        Task<IPAddress[]> again = names.FindAsync("good.example", default);
        await clock.RunAsync(again, Clients.LongestWait);

        (await again).Should().Equal(IPAddress.Loopback);
        dead.Should().NotContain(one => one.IsCompleted);
        _dead.SetResult([]);
        await Task.WhenAll(dead);
    }

    [Fact]
    public async Task So_many_names_are_kept_and_the_one_that_was_found_longest_ago_makes_place()
    {
        var clock = new ManualTimeProvider();
        bool dead = false;
        var names = new NameLookup((_, _) => dead ? _dead.Task : Task.FromResult<IPAddress[]>([IPAddress.Loopback]), clock);
        for (int i = 0; i <= Limits.MaxNamesKept; i++)
        {
            await names.FindAsync($"host{i}.example", default);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        dead = true;
        Task<IPAddress[]> forgotten = names.FindAsync("host0.example", default);
        Task<IPAddress[]> known = names.FindAsync("host1.example", default);
        await clock.RunAsync(known, Clients.LongestWait);

        forgotten.IsCompleted.Should().BeFalse();
        _dead.SetResult([]);
        await forgotten;
    }

    [Fact]
    public async Task A_name_that_is_found_again_takes_no_place_from_another()
    {
        var clock = new ManualTimeProvider();
        bool dead = false;
        var names = new NameLookup((_, _) => dead ? _dead.Task : Task.FromResult<IPAddress[]>([IPAddress.Loopback]), clock);
        for (int i = 0; i < Limits.MaxNamesKept; i++)
        {
            await names.FindAsync($"host{i}.example", default);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await names.FindAsync("host1.example", default);
        dead = true;
        Task<IPAddress[]> first = names.FindAsync("host0.example", default);
        await clock.RunAsync(Task.WhenAny(first, _dead.Task), Clients.LongestWait);

        (await first).Should().Equal(IPAddress.Loopback);
        _dead.SetResult([]);
    }

    [Fact]
    public async Task More_names_than_may_wait_are_not_looked_up()
    {
        var names = new NameLookup((_, _) => Count(), TimeProvider.System);
        Task<IPAddress[]>[] all = [.. Enumerable.Range(0, Limits.MaxNameLookups + Limits.MaxWaitingRequests + 1).Select(i => names.FindAsync($"host{i}.example", default))];

        Task<IPAddress[]> refused = await Task.WhenAny(all);

        await refused.Invoking(one => one).Should().ThrowAsync<System.Net.Sockets.SocketException>();
        _running.Should().BeLessThanOrEqualTo(Limits.MaxNameLookups);
        _dead.SetResult([IPAddress.Loopback]);
        foreach (Task<IPAddress[]> one in all.Where(one => one != refused))
        {
            (await one).Should().Equal(IPAddress.Loopback);
        }
    }

    private Task<IPAddress[]> Count()
    {
        Interlocked.Increment(ref _running);
        return _dead.Task;
    }
}
