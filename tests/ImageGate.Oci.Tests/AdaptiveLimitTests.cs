using ImageGate.Oci.Http;

namespace ImageGate.Oci.Tests;

public sealed class AdaptiveLimitTests
{
    [Fact]
    public async Task As_many_as_allowed_are_under_way_and_the_others_wait_in_order()
    {
        var limit = new AdaptiveLimit(2);
        long first = await Enter(limit);
        await Enter(limit);
        Task<long?> third = limit.EnterAsync(default).AsTask();
        Task<long?> fourth = limit.EnterAsync(default).AsTask();
        third.IsCompleted.Should().BeFalse();

        limit.Leave(first, HostSign.None);
        await third;
        fourth.IsCompleted.Should().BeFalse();

        limit.Leave(first, HostSign.None);
        await fourth;
    }

    [Theory]
    [InlineData(HostSign.Busy)]
    [InlineData(HostSign.Silent)]
    [InlineData(HostSign.Unreached)]
    internal async Task What_the_host_does_not_bear_halves_it_and_it_is_never_below_one(HostSign sign)
    {
        var limit = new AdaptiveLimit(8);
        List<int> limits = [];
        for (int i = 0; i < 5; i++)
        {
            limit.Leave(await Enter(limit), sign);
            limits.Add(limit.Limit);
        }

        limits.Should().Equal(4, 2, 1, 1, 1);
    }

    [Fact]
    public async Task Requests_that_were_under_way_together_halve_it_once()
    {
        var limit = new AdaptiveLimit(32);
        long[] together = [.. await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Enter(limit)))];

        foreach (long turn in together)
        {
            limit.Leave(turn, HostSign.Silent);
        }

        limit.Limit.Should().Be(16);
    }

    [Fact]
    public async Task It_grows_by_one_in_a_round_of_answers_and_not_above_what_is_allowed()
    {
        var limit = new AdaptiveLimit(4);
        limit.Leave(await Enter(limit), HostSign.Busy);
        limit.Leave(await Enter(limit), HostSign.Busy);
        List<int> limits = [];
        for (int i = 0; i < 20; i++)
        {
            limit.Leave(await Enter(limit), HostSign.Answered);
            limits.Add(limit.Limit);
        }

        limits.Take(3).Should().Equal(2, 2, 2);
        limits.Should().BeInAscendingOrder().And.Contain(3);
        limits[^1].Should().Be(4);
    }

    [Fact]
    public async Task What_says_nothing_of_the_host_changes_nothing()
    {
        var limit = new AdaptiveLimit(8);

        limit.Leave(await Enter(limit), HostSign.None);

        limit.Limit.Should().Be(8);
    }

    [Fact]
    public async Task Who_has_given_up_already_takes_no_turn_although_one_is_free()
    {
        var limit = new AdaptiveLimit(1);

        await FluentActions.Awaiting(() => limit.EnterAsync(new CancellationToken(canceled: true)).AsTask()).Should().ThrowAsync<OperationCanceledException>();

        limit.IsIdle.Should().BeTrue();
    }

    [Fact]
    public async Task The_queue_is_bounded_and_who_gives_up_leaves_it()
    {
        var limit = new AdaptiveLimit(1);
        long turn = await Enter(limit);
        using var deadline = new CancellationTokenSource();
        Task<long?> hasty = limit.EnterAsync(deadline.Token).AsTask();
        Task<long?>[] waiting = [.. Enumerable.Range(0, Limits.MaxWaitingRequests - 1).Select(_ => limit.EnterAsync(default).AsTask())];

        (await limit.EnterAsync(default)).Should().BeNull();
        await deadline.CancelAsync();
        await hasty.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        Task<long?> last = limit.EnterAsync(default).AsTask();

        last.IsCompleted.Should().BeFalse("its place was free again");
        foreach (Task<long?> next in waiting)
        {
            limit.Leave(turn, HostSign.None);
            turn = (await next)!.Value;
        }

        limit.Leave(turn, HostSign.None);
        limit.Leave((await last)!.Value, HostSign.None);
        limit.IsIdle.Should().BeTrue();
    }

    [Fact]
    public async Task Hosts_that_a_registry_sends_us_to_have_limits_of_their_own_and_are_bounded()
    {
        var limits = new AdaptiveLimits(1);
        AdaptiveLimit busy = limits.Of("busy.example")!;
        long turn = await Enter(busy);

        for (int i = 0; i < 2 * Limits.MaxTargets; i++)
        {
            limits.Of($"host{i}.example").Should().NotBeNull().And.NotBeSameAs(busy);
        }

        limits.Count.Should().Be(Limits.MaxTargets);
        limits.Of("BUSY.example").Should().BeSameAs(busy, "it is not idle");
        busy.Leave(turn, HostSign.None);
    }

    [Fact]
    public async Task No_more_hosts_than_the_bound_have_requests_under_way()
    {
        var limits = new AdaptiveLimits(1);
        for (int i = 0; i < Limits.MaxTargets; i++)
        {
            await Enter(limits.Of($"host{i}.example")!);
        }

        limits.Of("one.more.example").Should().BeNull();
    }

    private static async Task<long> Enter(AdaptiveLimit limit) => (await limit.EnterAsync(default))!.Value;
}
