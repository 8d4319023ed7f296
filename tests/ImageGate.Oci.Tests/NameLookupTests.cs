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

    private Task<IPAddress[]> Count()
    {
        Interlocked.Increment(ref _running);
        return _dead.Task;
    }
}
