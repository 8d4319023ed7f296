using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ImageGate.Alerts.Payloads;
using ImageGate.Testing;

namespace ImageGate.Alerts.Tests.Delivery;

public sealed class AlertDispatcherTests : DispatcherTest
{
    [Fact]
    public async Task An_alert_is_posted_with_the_receivers_headers()
    {
        AlertHeader.TryCreate("Authorization", "GenieKey hush", out AlertHeader? header).Should().BeTrue();

        Start(Samples.Receiver(Sink.Url) with { Headers = [header!] }).Raise(Samples.Alert);

        ReceivedAlert received = await Sink.NextAsync();
        await Notes.UntilAsync(AlertResult.Sent);
        received.Path.Should().Be("/hook?key=secret");
        received.Headers.Should().Contain("Authorization", "GenieKey hush").And.Contain("Content-Type", "application/json; charset=utf-8");
        JsonNode.Parse(received.Body)!["cluster"]!.GetValue<string>().Should().Be("prod");
        Notes.All.Should().Equal(new AlertNote("ops", AlertResult.Sent, ""));
    }

    [Fact]
    public async Task CloudEvents_have_their_media_type()
    {
        Start(Samples.Receiver(Sink.Url, PayloadFormat.CloudEvents)).Raise(Samples.Alert);

        (await Sink.NextAsync()).Headers["Content-Type"].Should().Be("application/cloudevents+json; charset=utf-8");
    }

    [Fact]
    public async Task A_receiver_is_told_only_what_it_wants()
    {
        AlertDispatcher dispatcher = Start();

        dispatcher.Raise(Samples.Alert with { Event = AlertEvent.Unavailable });
        dispatcher.Raise(Samples.Alert with { Event = AlertEvent.Admitted });

        (await Sink.NextAsync()).Body.Should().Contain("\"admitted\"");
        await Notes.UntilAsync(AlertResult.Sent);
        Sink.Received.Should().ContainSingle();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task A_receiver_that_may_be_better_a_moment_later_is_tried_again(int status)
    {
        int asked = 0;
        Sink.Answer = context =>
        {
            context.Response.StatusCode = ++asked < 3 ? status : 202;
            return Task.CompletedTask;
        };

        Start().Raise(Samples.Alert);
        IReadOnlyList<TimeSpan> waits = await Time.RunAsync(Notes.UntilAsync(AlertResult.Sent), BelowTimeout);

        Sink.Received.Should().HaveCount(3);
        Sink.Received.Select(one => one.Body).Distinct().Should().ContainSingle();
        waits.Should().HaveCount(2);
        waits[0].Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(0.5)).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        waits[1].Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1)).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
        Notes.Count(AlertResult.Failed).Should().Be(0);
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData("Tue, 01 Jan 2030 00:00:25 GMT", 25)]
    public async Task Retry_After_is_kept(string value, int seconds)
    {
        Sink.AnswerWith(429, "Retry-After", value);

        Start().Raise(Samples.Alert);
        await Sink.NextAsync();
        TimeSpan wait = await Time.NextTimerAsync(BelowTimeout);
        Sink.AnswerWith(200);
        Time.Advance(wait);
        await Notes.UntilAsync(AlertResult.Sent);

        wait.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task A_receiver_cannot_ask_for_more_than_five_minutes()
    {
        Sink.AnswerWith(429, "Retry-After", "999999");

        Start(Samples.Receiver(Sink.Url) with { Timeout = TimeSpan.FromHours(1) }).Raise(Samples.Alert);
        await Sink.NextAsync();
        await Sink.NextAfterAsync(Time, Limits.MaxRetryAfter);

        Sink.Received.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(400, "it answers HTTP 400")]
    [InlineData(404, "it answers HTTP 404")]
    [InlineData(403, "it answers HTTP 403")]
    public async Task A_refusal_is_not_tried_again(int status, string detail)
    {
        Sink.AnswerWith(status);

        Start().Raise(Samples.Alert);
        await Notes.UntilAsync(AlertResult.Failed);

        Notes.All.Should().Equal(new AlertNote("ops", AlertResult.Failed, detail));
        Sink.Received.Should().ContainSingle();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using AlertSink metadata = await AlertSink.StartAsync();
        Sink.AnswerWith(status, "Location", metadata.Url.ToString());

        Start().Raise(Samples.Alert);
        await Notes.UntilAsync(AlertResult.Failed);

        Notes.All.Single().Detail.Should().Be($"it answers HTTP {status}: redirects are not followed");
        metadata.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task A_receiver_that_stays_down_is_tried_six_times()
    {
        Sink.AnswerWith(500);

        Start().Raise(Samples.Alert);
        IReadOnlyList<TimeSpan> waits = await Time.RunAsync(Notes.UntilAsync(AlertResult.Failed), BelowTimeout);

        Sink.Received.Should().HaveCount(Limits.MaxAttempts);
        waits.Should().HaveCount(Limits.MaxAttempts - 1);
        Notes.All.Should().Equal(new AlertNote("ops", AlertResult.Failed, "it answers HTTP 500"));
    }

    [Fact]
    public async Task A_closed_port_is_a_failure_without_the_address_secret()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        int port = ((IPEndPoint)socket.LocalEndpoint).Port;
        socket.Stop();

        Start(Samples.Receiver(new Uri($"http://127.0.0.1:{port}/hook?key=secret"))).Raise(Samples.Alert);
        await Time.RunAsync(Notes.UntilAsync(AlertResult.Failed), BelowTimeout);

        Notes.All.Single().Detail.Should().NotBeEmpty().And.NotContain("secret");
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_given_up_in_time_and_holds_nobody_up()
    {
        HeldRequests held = Sink.Hold();
        AlertDispatcher dispatcher = Start();

        for (int index = 0; index < 200; index++)
        {
            dispatcher.Raise(Distinct(index));
        }

        await held.Arrived;
        dispatcher.QueueLengths.Single().Should().Be(KeyValuePair.Create("ops", 199));
        held.MostAtOnce.Should().Be(1);
        await Time.RunAsync(Notes.UntilAsync(AlertResult.Failed), Limits.MaxTimeout + TimeSpan.FromSeconds(1));
        Notes.All[0].Detail.Should().Be("it did not answer in time");
        held.Release();
    }

    [Fact]
    public async Task What_does_not_fit_into_the_queue_is_dropped_and_counted()
    {
        HeldRequests held = Sink.Hold();
        AlertDispatcher dispatcher = Start();
        dispatcher.Raise(Distinct(0));
        await held.Arrived;

        for (int index = 1; index <= 1_000; index++)
        {
            dispatcher.Raise(Distinct(index));
        }

        dispatcher.QueueLengths.Single().Value.Should().Be(Limits.MaxQueued);
        Notes.Count(AlertResult.Dropped).Should().Be(1_000 - Limits.MaxQueued);
        held.Release();
        await Notes.UntilAsync(AlertResult.Sent, Limits.MaxQueued + 1);
        Sink.Received.Should().HaveCount(Limits.MaxQueued + 1);
    }

    [Fact]
    public async Task A_crash_loop_gives_one_alert_and_one_summary()
    {
        AlertDispatcher dispatcher = Start();
        for (int index = 0; index < 1_000; index++)
        {
            dispatcher.Raise(Samples.Alert with { Name = index.ToString(CultureInfo.InvariantCulture) });
        }

        await Notes.UntilAsync(AlertResult.Sent);
        Notes.Count(AlertResult.Deduplicated).Should().Be(999);
        Time.Advance(Limits.DefaultWindow);
        await Notes.UntilAsync(AlertResult.Sent, 2);

        JsonNode[] bodies = [.. Sink.Received.Select(one => JsonNode.Parse(one.Body)!)];
        bodies.Select(body => body["count"]!.GetValue<int>()).Should().Equal(1, 999);
        bodies.Select(body => body["windowSeconds"]?.GetValue<int>()).Should().Equal(null, 600);
        bodies[1]["message"]!.GetValue<string>().Should().EndWith("(999 more in the last 10 minutes)");
    }

    [Fact]
    public async Task Each_window_ends_by_itself()
    {
        AlertDispatcher dispatcher = Start();
        dispatcher.Raise(Distinct(0));
        dispatcher.Raise(Distinct(0));
        Time.Advance(Limits.DefaultWindow / 2);
        dispatcher.Raise(Distinct(1));
        dispatcher.Raise(Distinct(1));
        await Notes.UntilAsync(AlertResult.Sent, 2);

        Time.Advance(Limits.DefaultWindow / 2);
        await Notes.UntilAsync(AlertResult.Sent, 3);
        Time.Advance(Limits.DefaultWindow / 2);
        await Notes.UntilAsync(AlertResult.Sent, 4);

        Sink.Received.Select(one => JsonNode.Parse(one.Body)!["namespace"]!.GetValue<string>()).Should().Equal("n0", "n1", "n0", "n1");
    }

    [Fact]
    public async Task What_finds_no_window_is_dropped_and_counted()
    {
        HeldRequests held = Sink.Hold();
        AlertDispatcher dispatcher = Start();
        dispatcher.Raise(Distinct(0));
        await held.Arrived;

        for (int index = 1; index < Limits.MaxWindows + 10; index++)
        {
            dispatcher.Raise(Distinct(index));
        }

        Notes.Count(AlertResult.Dropped).Should().Be(Limits.MaxWindows + 10 - 1 - Limits.MaxQueued);
        held.Release();
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        var written = new TaskCompletionSource();
        Sink.Answer = async context =>
        {
            context.Response.StatusCode = 400;
            try
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
                }
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException)
            {
            }

            written.SetResult();
        };

        Start().Raise(Samples.Alert);
        await Notes.UntilAsync(AlertResult.Failed);
        await written.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Stopping_delivers_what_waits_and_the_summaries()
    {
        HeldRequests held = Sink.Hold();
        AlertDispatcher dispatcher = Start();
        dispatcher.Raise(Distinct(0));
        dispatcher.Raise(Distinct(1));
        dispatcher.Raise(Distinct(1));
        await held.Arrived;

        Task stopping = dispatcher.StopAsync();
        held.Release();
        await stopping;

        Sink.Received.Select(one => JsonNode.Parse(one.Body)!["count"]!.GetValue<int>()).Should().Equal(1, 1, 1);
        Sink.Received[2].Body.Should().Contain("1 more in the last");
        Notes.Count(AlertResult.Sent).Should().Be(3);
    }

    [Fact]
    public async Task Stopping_waits_for_no_retry_and_for_no_black_hole()
    {
        HeldRequests held = Sink.Hold();
        AlertDispatcher dispatcher = Start();
        dispatcher.Raise(Distinct(0));
        dispatcher.Raise(Distinct(1));
        await held.Arrived;

        IReadOnlyList<TimeSpan> waits = await Time.RunAsync(dispatcher.StopAsync().WaitAsync(TimeSpan.FromSeconds(20)), BelowTimeout);

        waits[0].Should().Be(Limits.DrainTime);
        Notes.Count(AlertResult.Failed).Should().Be(1);
        Notes.Count(AlertResult.Dropped).Should().Be(1);
        held.Release();
    }
}
