using ImageGate.Testing;

namespace ImageGate.Alerts.Tests.Delivery;

/// <summary><c>denyIfUndelivered</c>: when a receiver counts as one that cannot be told.</summary>
public sealed class UndeliveredTests : DispatcherTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_receiver_whose_tries_are_used_up_counts_until_it_takes_the_alert()
    {
        Sink.AnswerWith(500);
        AlertDispatcher dispatcher = Start(Denying());
        dispatcher.Raise(Samples.Alert);
        dispatcher.FindUndelivered(AlertEvent.Admitted).Should().BeNull("it may still take it");

        await Time.RunAsync(Notes.UntilAsync(AlertResult.Failed), BelowTimeout);

        dispatcher.FindUndelivered(AlertEvent.Admitted).Should().Be("ops");
        dispatcher.FindUndelivered(AlertEvent.WouldDeny).Should().BeNull("it is not told of that");
        await Time.RunAsync(SeeAsync(Limits.MaxAttempts + 2), Limits.MaxTimeout + TimeSpan.FromSeconds(1));
        Sink.AnswerWith(200);
        await Time.RunAsync(Notes.UntilAsync(AlertResult.Sent), Limits.MaxTimeout + TimeSpan.FromSeconds(1));
        dispatcher.FindUndelivered(AlertEvent.Admitted).Should().BeNull();
        Notes.Count(AlertResult.Failed).Should().Be(1, "the tries after the last that counts are not counted");
    }

    [Fact]
    public async Task One_that_is_tried_on_is_tried_once_more_at_the_end()
    {
        Sink.AnswerWith(400);
        AlertDispatcher dispatcher = Start(Denying());
        dispatcher.Raise(Samples.Alert);
        await Notes.UntilAsync(AlertResult.Failed);
        await Time.NextTimerAsync(BelowTimeout).WaitAsync(Soon);

        await dispatcher.StopAsync().WaitAsync(Soon);

        Sink.Received.Should().HaveCount(2);
        Notes.All.Should().ContainSingle();
    }

    [Fact]
    public async Task One_that_refuses_is_tried_on_as_well()
    {
        Sink.AnswerWith(400);
        AlertDispatcher dispatcher = Start(Denying());
        dispatcher.Raise(Samples.Alert);
        await Notes.UntilAsync(AlertResult.Failed);
        dispatcher.FindUndelivered(AlertEvent.Admitted).Should().Be("ops");

        Sink.AnswerWith(200);
        await Time.RunAsync(Notes.UntilAsync(AlertResult.Sent), BelowTimeout);

        dispatcher.FindUndelivered(AlertEvent.Admitted).Should().BeNull();
    }

    [Fact]
    public async Task Half_a_queue_counts_so_that_nothing_is_admitted_whose_alert_is_dropped()
    {
        HeldRequests held = Sink.Hold();
        AlertDispatcher dispatcher = Start(Denying());
        dispatcher.Raise(Distinct(0));
        await held.Arrived;
        for (int index = 1; index < Limits.MaxQueued / 2; index++)
        {
            dispatcher.Raise(Distinct(index));
        }

        dispatcher.FindUndelivered(AlertEvent.Admitted).Should().BeNull();
        dispatcher.Raise(Distinct(Limits.MaxQueued));
        dispatcher.FindUndelivered(AlertEvent.Admitted).Should().Be("ops");
        Notes.Count(AlertResult.Dropped).Should().Be(0);
        held.Release();
        await Notes.UntilAsync(AlertResult.Sent, (Limits.MaxQueued / 2) + 1);
        dispatcher.FindUndelivered(AlertEvent.Admitted).Should().BeNull();
    }

    [Fact]
    public async Task A_receiver_that_does_not_deny_never_counts()
    {
        Sink.AnswerWith(400);
        AlertDispatcher dispatcher = Start();
        dispatcher.Raise(Samples.Alert);
        await Notes.UntilAsync(AlertResult.Failed);

        dispatcher.FindUndelivered(AlertEvent.Admitted).Should().BeNull();
    }

    private async Task SeeAsync(int tries)
    {
        for (int seen = 0; seen < tries; seen++)
        {
            await Sink.NextAsync();
        }
    }

    // With a time-out that is longer than every wait between tries, so that moving the clock past those ends no try.
    private ReceiverSettings Denying() => Samples.Receiver(Sink.Url) with { DenyIfUndelivered = true, Timeout = TimeSpan.FromHours(1) };
}
