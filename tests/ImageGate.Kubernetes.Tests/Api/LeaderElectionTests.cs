using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Leases;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Kubernetes.Tests.Api;

/// <summary>At most one leads, by whatever clocks and failures.</summary>
public sealed class LeaderElectionTests : ApiTest
{
    private const string LeasePath = "/apis/coordination.k8s.io/v1/namespaces/gate/leases/leader";

    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _runs = [];

    [Fact]
    public async Task The_first_one_leads_and_writes_who_it_is()
    {
        LeaderElection election = Start("one");
        await election.WaitUntilAsync(true, Deadline());
        JsonObject spec = Spec();
        ((string?)spec["holderIdentity"]).Should().Be("one");
        ((int?)spec["leaseDurationSeconds"]).Should().Be(15);
        ((string?)spec["renewTime"]).Should().Be("2030-01-01T00:00:00.000000Z");
        ((int?)spec["leaseTransitions"]).Should().Be(0);
        election.Holder.Should().Be("one");
        await EndAsync();
    }

    [Fact]
    public async Task A_leader_renews_every_two_seconds_and_keeps_when_it_began()
    {
        LeaderElection election = Start("one");
        await election.WaitUntilAsync(true, Deadline());
        for (int renewals = 1; renewals <= 10; renewals++)
        {
            await StepAsync(TimeSpan.FromSeconds(2));
            await SeeAsync(() => Server.Requests.Count(request => request.Method == "PATCH") >= renewals);
            election.IsLeader.Should().BeTrue();
        }

        ((string?)Spec()["acquireTime"]).Should().Be("2030-01-01T00:00:00.000000Z");
        ((string?)Spec()["renewTime"]).Should().Be("2030-01-01T00:00:20.000000Z");
        await EndAsync();
    }

    [Fact]
    public async Task Another_one_waits_a_whole_lease_by_its_own_clock()
    {
        // The other's clock is years behind: what it says about time counts for nothing.
        PutLease("other", "2001-01-01T00:00:00.000000Z", 15);
        LeaderElection election = Start("one");
        await SeeAsync(() => election.Holder == "other");
        TimeSpan waited = TimeSpan.Zero;
        while (!election.IsLeader && waited < TimeSpan.FromSeconds(30))
        {
            TimeSpan wait = await NextAttemptAsync();
            wait.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2)).And.BeLessThan(TimeSpan.FromSeconds(4.5));
            Gets gets = new(Server);
            Clock.Advance(wait);
            waited += wait;
            await gets.OneMoreAsync();
            await SeeAsync(() => election.IsLeader || IsWaiting());
            (waited < TimeSpan.FromSeconds(15)).Should().Be(!election.IsLeader);
        }

        election.IsLeader.Should().BeTrue();
        ((int?)Spec()["leaseTransitions"]).Should().Be(4);
        await EndAsync();
    }

    [Fact]
    public async Task A_lease_that_is_renewed_is_not_taken()
    {
        PutLease("other", "t0", 15);
        LeaderElection election = Start("one");
        await SeeAsync(() => election.Holder == "other");
        for (int renewal = 1; renewal <= 12; renewal++)
        {
            PutLease("other", "t" + renewal, 15);
            Gets gets = new(Server);
            Clock.Advance(await NextAttemptAsync());
            await gets.OneMoreAsync();
            await SeeAsync(IsWaiting);
            election.IsLeader.Should().BeFalse();
        }

        await EndAsync();
    }

    [Fact]
    public async Task A_lease_that_was_given_back_is_taken_at_once()
    {
        PutLease("", "t0", 1);
        LeaderElection election = Start("one");
        await election.WaitUntilAsync(true, Deadline());
        await EndAsync();
    }

    [Fact]
    public async Task A_leader_that_cannot_renew_stops_before_another_may_begin()
    {
        LeaderElection election = Start("one");
        await election.WaitUntilAsync(true, Deadline());
        Server.Fail("*", FakeApiServer.Status(403, "Forbidden", "no"));
        Task lost = election.WaitUntilAsync(false, Deadline());
        TimeSpan passed = TimeSpan.Zero;
        while (!lost.IsCompleted && passed < TimeSpan.FromSeconds(10))
        {
            election.IsLeader.Should().BeTrue();
            await SeeAsync(IsWaiting);
            TimeSpan wait = await NextAttemptAsync();
            Clock.Advance(wait);
            passed += wait;
        }

        passed.Should().Be(TimeSpan.FromSeconds(10));
        election.IsLeader.Should().BeFalse();
        await lost;
        await EndAsync();
    }

    [Fact]
    public async Task A_leader_whose_loop_hangs_does_not_think_that_it_leads()
    {
        LeaderElection election = Start("one");
        await election.WaitUntilAsync(true, Deadline());
        await SeeAsync(IsWaiting);
        HeldRequests held = Server.Hold("GET " + LeasePath);
        Clock.Advance(TimeSpan.FromSeconds(2));
        await held.Arrived;
        election.IsLeader.Should().BeTrue();
        Clock.Advance(TimeSpan.FromSeconds(7.999));
        election.IsLeader.Should().BeTrue();
        Clock.Advance(TimeSpan.FromSeconds(0.001));
        election.IsLeader.Should().BeFalse();
        await election.WaitUntilAsync(false, Deadline());
        await SeeAsync(() => election.LastFailure is ApiFailure.Unavailable { Cause: ApiUnavailableCause.Timeout });
        held.Release();
        await EndAsync();
    }

    [Fact]
    public async Task Leadership_counts_from_before_the_renewal_was_sent()
    {
        HeldRequests held = Server.Hold("POST " + LeasePath[..LeasePath.LastIndexOf('/')]);
        LeaderElection election = Start("one");
        await held.Arrived;
        Clock.Advance(TimeSpan.FromSeconds(9));
        held.Release();
        await election.WaitUntilAsync(true, Deadline());
        Clock.Advance(TimeSpan.FromSeconds(1));
        election.IsLeader.Should().BeFalse();
        await EndAsync();
    }

    [Fact]
    public async Task A_leader_whose_lease_another_holds_leads_no_more()
    {
        LeaderElection election = Start("one");
        await election.WaitUntilAsync(true, Deadline());
        await SeeAsync(IsWaiting);
        PutLease("other", "t0", 15);
        Clock.Advance(TimeSpan.FromSeconds(2));
        await election.WaitUntilAsync(false, Deadline());
        election.Holder.Should().Be("other");
        await EndAsync();
        ((string?)Spec()["holderIdentity"]).Should().Be("other", "nobody gives back what another holds");
    }

    [Fact]
    public async Task Of_two_that_reach_at_once_one_wins()
    {
        PutLease("", "t0", 1);
        HeldRequests held = Server.Hold("PATCH " + LeasePath);
        LeaderElection one = Start("one");
        LeaderElection two = Start("two");
        await SeeAsync(() => Server.Requests.Count(request => request.Method == "PATCH") == 2);
        held.Release();
        await SeeAsync(() => (one.LastFailure ?? two.LastFailure) is ApiFailure.Conflict && (one.IsLeader || two.IsLeader));
        (one.IsLeader ^ two.IsLeader).Should().BeTrue();
        await EndAsync();
    }

    [Fact]
    public async Task At_the_end_the_lease_is_given_back()
    {
        LeaderElection election = Start("one");
        await election.WaitUntilAsync(true, Deadline());
        await EndAsync();
        election.IsLeader.Should().BeFalse();
        ((string?)Spec()["holderIdentity"]).Should().Be("");
        ((int?)Spec()["leaseDurationSeconds"]).Should().Be(1);
    }

    [Fact]
    public async Task A_server_that_is_gone_does_not_hold_up_the_end()
    {
        LeaderElection election = Start("one");
        await election.WaitUntilAsync(true, Deadline());
        HeldRequests held = Server.Hold("PATCH " + LeasePath);
        Task end = EndAsync();
        await held.Arrived;
        election.IsLeader.Should().BeFalse();
        Clock.Advance(TimeSpan.FromSeconds(3));
        await end;
    }

    [Fact]
    public void An_identity_is_needed() =>
        FluentActions.Invoking(() => new LeaderElection(Client, new LeaseName("gate", "leader", ""), Clock)).Should().Throw<ArgumentException>();

    private LeaderElection Start(string identity)
    {
        var election = new LeaderElection(Client, new LeaseName("gate", "leader", identity), Clock);
        _runs.Add(election.RunAsync(_end.Token));
        return election;
    }

    private async Task EndAsync()
    {
        await _end.CancelAsync();
        foreach (Task run in _runs)
        {
            await run.Invoking(ended => ended).Should().ThrowAsync<OperationCanceledException>();
        }

        _end.Dispose();
    }

    // The wait between attempts is the only one below five seconds.
    private Task<TimeSpan> NextAttemptAsync() => Clock.NextTimerAsync(TimeSpan.FromSeconds(5)).WaitAsync(Deadline());

    private bool IsWaiting() => Clock.NextTimerAsync(TimeSpan.FromSeconds(5)).IsCompleted;

    private async Task StepAsync(TimeSpan expected)
    {
        await SeeAsync(IsWaiting);
        (await NextAttemptAsync()).Should().Be(expected);
        Clock.Advance(expected);
    }

    private JsonObject Spec() => Server.Find(LeasePath)!["spec"]!.AsObject();

    private void PutLease(string holder, string renewTime, int seconds) => Server.Put(LeasePath, new JsonObject
    {
        ["spec"] = new JsonObject { ["holderIdentity"] = holder, ["renewTime"] = renewTime, ["leaseDurationSeconds"] = seconds, ["leaseTransitions"] = 3 },
    });

    private sealed class Gets(FakeApiServer server)
    {
        private readonly int _before = Count(server);

        public Task OneMoreAsync() => SeeAsync(() => Count(server) > _before);

        private static int Count(FakeApiServer server) => server.Requests.Count(request => request.Method == "GET");
    }
}
