using System.Diagnostics;
using ImageGate.EndToEnd.Parts;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Leases;

namespace ImageGate.EndToEnd;

/// <summary>Two candidates and a real API server.</summary>
public sealed class ApiLeaderElectionTests(EndToEndLab lab) : ApiTest(lab)
{
    [SkippableFact]
    public async Task When_the_leader_dies_the_other_leads_a_lease_later_and_gives_it_back_at_the_end()
    {
        string home = await NewNamespaceAsync();
        ApiClient doomed = NewClient(Admin());
        using var endFirst = new CancellationTokenSource();
        using var endSecond = new CancellationTokenSource();
        var first = new LeaderElection(doomed, new LeaseName(home, "leader", "first"), TimeProvider.System);
        Task firstRun = first.RunAsync(endFirst.Token);
        await first.WaitUntilAsync(true, Deadline);
        var second = new LeaderElection(NewClient(Admin()), new LeaseName(home, "leader", "second"), TimeProvider.System);
        Task secondRun = second.RunAsync(endSecond.Token);
        await Eventually.SeeAsync(() => Task.FromResult(second.Holder), holder => holder == "first");
        second.IsLeader.Should().BeFalse();

        // A process that is killed gives nothing back.
        doomed.Dispose();
        long died = Stopwatch.GetTimestamp();
        await second.WaitUntilAsync(true, Deadline);
        Stopwatch.GetElapsedTime(died).Should().BeGreaterThan(TimeSpan.FromSeconds(10));
        first.IsLeader.Should().BeFalse();
        (await Cluster.ReadAsync(home, "lease/leader", ".spec.holderIdentity")).Should().Be("second");
        (await Cluster.ReadAsync(home, "lease/leader", ".spec.leaseTransitions")).Should().Be("1");

        await endSecond.CancelAsync();
        await secondRun.Invoking(run => run).Should().ThrowAsync<OperationCanceledException>();
        (await Cluster.ReadAsync(home, "lease/leader", ".spec.holderIdentity")).Should().BeEmpty();
        await endFirst.CancelAsync();
        await firstRun.Invoking(run => run).Should().ThrowAsync<Exception>();
    }
}
