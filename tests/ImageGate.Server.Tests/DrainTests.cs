using System.Net;
using ImageGate.Server.Tests.Certificates;
using ImageGate.Testing;

namespace ImageGate.Server.Tests;

/// <summary>The time between being told to stop and stopping.</summary>
public sealed class DrainTests
{
    // Longer than the drain, shorter than every time-out.
    private static readonly TimeSpan Waits = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task Requests_are_answered_and_their_connections_closed_behind_the_answer()
    {
        var clock = new ManualTimeProvider();
        RunningGate gate = await RunningGate.StartAsync(configure: (_, settings) => settings["Server:DrainSeconds"] = "5", time: clock);
        int first = await ConnectionAsync(gate);
        (await ConnectionAsync(gate)).Should().Be(first);

        Task stop = gate.Server.StopAsync();
        await ManagedCluster.UntilAsync(() => gate.Get<Readiness>().IsStopping, "the end of being ready");

        (await ConnectionAsync(gate)).Should().Be(first, "the answer still comes by it");
        int next = await ConnectionAsync(gate);
        next.Should().NotBe(first);
        (await ConnectionAsync(gate)).Should().NotBe(next);
        await clock.RunAsync(stop, Waits);
        await clock.RunAsync(gate.DisposeAsync().AsTask(), Waits);
    }

    /// <summary>Asks, and tells by which connection it was: the first, the second …</summary>
    private static async Task<int> ConnectionAsync(RunningGate gate)
    {
        using HttpResponseMessage answer = await gate.PostAsync("/mutate", RunningGate.Pod("nginx"));
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return gate.Connections;
    }
}
