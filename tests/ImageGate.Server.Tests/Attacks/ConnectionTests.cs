using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Text.Json;
using ImageGate.Server.Tests.Telemetry;
using ImageGate.Sigstore;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Tests.Attacks;

/// <summary>Many connections, slow ones, and such as speak something else: each is ended by a bound, and others are answered meanwhile.</summary>
[Collection(nameof(OverloadTests))]                                        // one after the other: each takes all processors
public sealed class ConnectionTests
{
    private const string Head = "POST /mutate?timeout=30s HTTP/1.1\r\nHost: gate\r\nContent-Type: application/json\r\n";

    // The bounds are 10 seconds, and 5 more for what is left of a body; the rest is for a busy machine. Without them it takes longer.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(28);

    [Fact]
    public async Task A_thousand_connections_that_send_nothing_keep_no_decision_waiting()
    {
        const int Idle = 1_000;
        await using RunningGate gate = await RunningGate.StartAsync(configure: (_, settings) => settings["Server:MaxConnections"] = "2000");
        string image = Push(gate);
        var attackers = new Attacker[Idle];
        try
        {
            await Parallel.ForAsync(0, Idle, async (i, _) => attackers[i] = await Attacker.OpenAsync(gate));

            for (int i = 0; i < 100; i++)
            {
                (await AllowedAsync(gate, image)).Should().BeTrue();
            }

            Metric(await MetricsAsync(gate), "kestrel_active_connections").Should().BeGreaterThan(Idle);
        }
        finally
        {
            Array.ForEach(attackers, attacker => attacker?.Dispose());
        }
    }

    [Fact]
    public async Task Over_the_bound_a_connection_is_closed_at_once_and_those_that_are_open_are_served()
    {
        const int Most = 16;
        await using RunningGate gate = await RunningGate.StartAsync(configure: (_, settings) => settings["Server:MaxConnections"] = $"{Most}");
        string image = Push(gate);
        (await AllowedAsync(gate, image)).Should().BeTrue();
        List<Attacker> idle = [];
        for (int i = 1; i < Most; i++)
        {
            idle.Add(await Attacker.OpenAsync(gate));
        }

        await FluentActions.Awaiting(() => Attacker.OpenAsync(gate)).Should().ThrowAsync<IOException>();
        (await AllowedAsync(gate, image)).Should().BeTrue("its connection is open");
        Metric(await MetricsAsync(gate), "kestrel_rejected_connections_total").Should().Be(1, "the other port has a bound of its own");

        idle[0].Dispose();
        while (!await TryOpenAsync(gate))
        {
        }

        idle.ForEach(attacker => attacker.Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_goes_away_in_the_middle_of_a_body_leaves_nothing_behind_and_is_no_error_of_ours(bool reset)
    {
        LoggedGate logged = await LoggedGate.StartAsync();
        RunningGate gate = logged.Gate;
        Attacker gone = await Attacker.OpenAsync(gate);
        await gone.SendAsync(Head + "Content-Length: 20000\r\n\r\n{");
        using var patience = new CancellationTokenSource(Longest);
        while (Metric(await MetricsAsync(gate), "imagegate_admissions_body_bytes") == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        gone.End(reset);

        // The deadline is 29.5 seconds off.
        while (Metric(await MetricsAsync(gate), "imagegate_admissions_body_bytes") > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        (await logged.EndAsync()).Should().NotContain("unhandled exception");
    }

    [Fact]
    public async Task Who_sends_a_little_at_a_time_is_ended_and_keeps_nobody_waiting()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        string image = Push(gate);
        (await AllowedAsync(gate, image)).Should().BeTrue();
        var watch = Stopwatch.StartNew();

        // The beginning of a ClientHello of 16 KiB; headers without an end; a body that stops, and one that comes fast enough.
        using Attacker hello = await Attacker.ConnectAsync(gate);
        await hello.SendAsync([0x16, 3, 1, 0x3f, 0xff, 1, 0, 0x3f, 0xfb, 3, 3]);
        using Attacker headers = await Attacker.OpenAsync(gate);
        await headers.SendAsync(Head);
        using Attacker stopped = await Attacker.OpenAsync(gate);
        await stopped.SendAsync(Head + "Content-Length: 1000\r\n\r\n{");
        using Attacker steady = await Attacker.OpenAsync(gate);
        await steady.SendAsync(Head.Replace("30s", "2s", StringComparison.Ordinal) + "Content-Length: 4000000\r\n\r\n{");
        Task<string>[] ends = [hello.EndAsync(), headers.EndAsync(), stopped.EndAsync(), steady.EndAsync()];
        Task<string[]> all = Task.WhenAll(ends);
        while (!all.IsCompleted)
        {
            (await AllowedAsync(gate, image)).Should().BeTrue();
            await hello.TrySendAsync("x");
            await headers.TrySendAsync("x");
            await steady.TrySendAsync(new string(' ', 512));
        }

        string[] answers = await all;
        watch.Elapsed.Should().BeLessThan(Longest);
        answers[0].Should().BeEmpty("there is no TLS to answer in");
        answers[1].Should().StartWith("HTTP/1.1 408 ");
        answers[2].Should().StartWith("HTTP/1.1 408 ").And.Contain("the request's body could not be read");
        answers[3].Should().StartWith("HTTP/1.1 408 ").And.Contain("the request's body did not arrive in time");
    }

    [Fact]
    public async Task A_body_and_an_answer_may_pause_for_as_long_as_a_beginning_may_take()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        KestrelServerLimits limits = gate.Get<IOptions<KestrelServerOptions>>().Value.Limits;

        foreach (MinDataRate? rate in new[] { limits.MinRequestBodyDataRate, limits.MinResponseDataRate })
        {
            rate!.GracePeriod.Should().Be(Limits.OpeningTime, "the default of 5 seconds is too short on a busy machine");
            rate.BytesPerSecond.Should().Be(Limits.MinRate);
        }
    }

    [Theory]
    [InlineData(1, Limits.MaxHeaderBytes)]
    [InlineData(101, 10)]
    public async Task Headers_over_their_bound_are_refused(int count, int length)
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        using Attacker attacker = await Attacker.OpenAsync(gate);

        await attacker.TrySendAsync(Head + string.Concat(Enumerable.Repeat($"X: {new string('x', length)}\r\n", count)) + "\r\n");

        (await attacker.EndAsync()).Should().StartWith("HTTP/1.1 431 ");
    }

    [Fact]
    public async Task Http_2_is_not_spoken_so_that_it_cannot_be_flooded()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        using Attacker polite = await Attacker.OpenAsync(gate, SslApplicationProtocol.Http2, SslApplicationProtocol.Http11);
        polite.Protocol.Should().Be(SslApplicationProtocol.Http11);
        using Attacker rude = await Attacker.OpenAsync(gate);

        // The preface, settings, and streams that are opened and reset: RFC 9113, 3.4, 6.4.
        await rude.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await rude.TrySendAsync("\0\0\0\x04\0\0\0\0\0");
        for (int stream = 0; stream < 100; stream++)
        {
            await rude.TrySendAsync("\0\0\x01\x01\x05\0\0\0\x01\x02\0\0\x04\x03\0\0\0\0\x01\0\0\0\x08");
        }

        (await rude.EndAsync()).Should().NotContain("200");
        await FluentActions.Awaiting(() => Attacker.OpenAsync(gate, SslApplicationProtocol.Http2)).Should().ThrowAsync<Exception>();
    }

    private static string Push(RunningGate gate)
    {
        Digest image = gate.Registry.PushImage("app", "v1");
        gate.Registry.PushSignature("app", image, gate.Key.Sign(image));
        return $"{gate.Registry.Host}/app@{image}";
    }

    private static async Task<bool> AllowedAsync(RunningGate gate, string image)
    {
        JsonElement answer = await gate.DecideAsync(image, "/mutate?timeout=5s");
        return answer.GetProperty("allowed").GetBoolean();
    }

    private static async Task<bool> TryOpenAsync(RunningGate gate)
    {
        try
        {
            using Attacker attacker = await Attacker.OpenAsync(gate);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task<string> MetricsAsync(RunningGate gate) => gate.Client.GetStringAsync($"{gate.Metrics}/metrics");

    /// <summary>The sum over the labels.</summary>
    private static double Metric(string metrics, string name) => metrics.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
