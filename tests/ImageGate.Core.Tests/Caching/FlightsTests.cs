using ImageGate.Core.Caching;
using ImageGate.Testing;

namespace ImageGate.Core.Tests.Caching;

public sealed class FlightsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    private Flights<string, int> NewFlights(int maxOrphans = 10) => new(TimeSpan.FromSeconds(30), maxOrphans, _time);

    [Fact]
    public async Task Five_hundred_callers_at_once_share_one_work()
    {
        Flights<string, int> flights = NewFlights();
        Task<int>[] callers = [.. Enumerable.Range(0, 500).Select(_ => flights.JoinAsync("key", Work, CancellationToken.None))];

        _answer.SetResult(7);

        (await Task.WhenAll(callers)).Should().OnlyContain(result => result == 7);
        _begun.Should().Be(1);
        flights.Statistics.Should().Be((0, 499));
    }

    [Fact]
    public async Task Another_key_is_another_work_and_a_work_that_ended_is_begun_anew()
    {
        Flights<string, int> flights = NewFlights();
        _answer.SetResult(7);

        await flights.JoinAsync("a", Work, CancellationToken.None);
        await flights.JoinAsync("b", Work, CancellationToken.None);
        await flights.JoinAsync("a", Work, CancellationToken.None);

        _begun.Should().Be(3);
    }

    [Fact]
    public async Task A_caller_that_gives_up_ends_the_work_neither_for_others_nor_for_the_one_who_comes_back()
    {
        Flights<string, int> flights = NewFlights();
        using var deadline = new CancellationTokenSource();
        Task<int> impatient = flights.JoinAsync("key", Work, deadline.Token);
        await deadline.CancelAsync();
        await impatient.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();

        Task<int> again = flights.JoinAsync("key", Work, CancellationToken.None);
        _answer.SetResult(7);

        (await again).Should().Be(7);
        _begun.Should().Be(1);
    }

    [Fact]
    public async Task A_work_has_a_bound_of_its_own()
    {
        Flights<string, int> flights = NewFlights();
        Task<int> caller = flights.JoinAsync("key", ForeverAsync, CancellationToken.None);
        await _time.NextTimerAsync(TimeSpan.FromMinutes(1));

        _time.Advance(TimeSpan.FromSeconds(30));

        (await caller).Should().Be(-1);
    }

    [Fact]
    public async Task A_work_that_fails_fails_for_all_and_the_next_caller_begins_anew()
    {
        Flights<string, int> flights = NewFlights();
        Task<int>[] callers = [flights.JoinAsync("key", Work, CancellationToken.None), flights.JoinAsync("key", Work, CancellationToken.None)];
        _answer.SetException(new InvalidOperationException("broken"));

        foreach (Task<int> caller in callers)
        {
            (await caller.Invoking(task => task).Should().ThrowAsync<InvalidOperationException>()).WithMessage("broken");
        }

        (await flights.JoinAsync("key", _ => Task.FromResult(8), CancellationToken.None)).Should().Be(8);
    }

    [Fact]
    public async Task Of_works_that_nobody_waits_for_only_so_many_go_on()
    {
        Flights<string, int> flights = NewFlights(maxOrphans: 2);
        var brokenOff = new TaskCompletionSource<string>();
        for (int i = 0; i < 3; i++)
        {
            string key = $"key {i}";
            using var deadline = new CancellationTokenSource();
            var begun = new TaskCompletionSource();
            Task<int> caller = flights.JoinAsync(
                key,
                async bound =>
                {
                    bound.Register(() => brokenOff.TrySetResult(key));
                    begun.SetResult();
                    return await ForeverAsync(bound);
                },
                deadline.Token);
            await begun.Task;
            await deadline.CancelAsync();
            await caller.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        }

        (await brokenOff.Task).Should().Be("key 2");
        flights.Statistics.InTheAir.Should().Be(2);

        // One that somebody waits for again is not counted any more.
        Task<int> back = flights.JoinAsync("key 0", Work, CancellationToken.None);
        flights.Start("key 3", Work);
        flights.Statistics.InTheAir.Should().Be(3);
        flights.Start("key 4", Work);
        flights.Statistics.InTheAir.Should().Be(3);
        back.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public void A_work_that_would_be_broken_off_at_once_is_not_begun_beforehand()
    {
        var time = new CountingTime();
        var flights = new Flights<string, int>(TimeSpan.FromSeconds(30), 1, time);

        flights.Start("key", Work);
        flights.Start("another", Work);

        time.Timers.Should().Be(1, "a work begins with the timer of its bound");
    }

    [Fact]
    public async Task A_work_for_which_several_waited_is_one_that_nobody_waits_for_when_all_have_given_up()
    {
        Flights<string, int> flights = NewFlights(maxOrphans: 1);
        using var deadline = new CancellationTokenSource();
        Task<int>[] callers = [.. Enumerable.Range(0, 3).Select(_ => flights.JoinAsync("key", Work, deadline.Token))];
        await deadline.CancelAsync();
        foreach (Task<int> caller in callers)
        {
            await caller.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        }

        flights.Start("another", Work);

        flights.Statistics.InTheAir.Should().Be(1, "one is the bound");
    }

    [Fact]
    public void A_work_that_is_begun_beforehand_is_begun_once_and_nobody_shares_it()
    {
        Flights<string, int> flights = NewFlights();
        flights.Start("key", Work);
        flights.Start("key", Work);

        flights.Statistics.Should().Be((1, 0));
    }

    [Fact]
    public async Task A_work_that_was_broken_off_is_not_what_a_new_caller_gets()
    {
        Flights<string, int> flights = NewFlights(maxOrphans: 0);
        using var deadline = new CancellationTokenSource();
        Task<int> caller = flights.JoinAsync("key", ForeverAsync, deadline.Token);
        await deadline.CancelAsync();
        await caller.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();

        (await flights.JoinAsync("key", _ => Task.FromResult(7), CancellationToken.None)).Should().Be(7);
    }

    [Fact]
    public async Task A_work_that_goes_on_although_it_was_broken_off_does_not_end_the_one_that_took_its_place()
    {
        Flights<string, int> flights = NewFlights(maxOrphans: 0);
        var stubborn = new TaskCompletionSource<int>();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var deadline = new CancellationTokenSource();
        Task<int> caller = flights.JoinAsync(
            "key",
            _ =>
            {
                begun.SetResult();
                return stubborn.Task;
            },
            deadline.Token);
        await begun.Task;
        await deadline.CancelAsync();
        await caller.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        flights.Statistics.InTheAir.Should().Be(0, "who comes now begins anew");
        Task<int> next = flights.JoinAsync("key", Work, CancellationToken.None);

        stubborn.SetResult(-1);

        flights.Statistics.InTheAir.Should().Be(1);
        _answer.SetResult(7);
        (await next).Should().Be(7);
    }

    private Task<int> Work(CancellationToken bound)
    {
        Interlocked.Increment(ref _begun);
        return _answer.Task;
    }

    private static async Task<int> ForeverAsync(CancellationToken bound)
    {
        var end = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = bound.Register(end.SetResult);
        await end.Task;
        return -1;
    }

    /// <summary>The system's clock, with a count of the timers that were set.</summary>
    private sealed class CountingTime : TimeProvider
    {
        public int Timers { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
