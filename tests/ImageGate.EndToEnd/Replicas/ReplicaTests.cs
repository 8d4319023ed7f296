using System.Diagnostics;
using System.Globalization;
using ImageGate.EndToEnd.Parts;
using Xunit.Abstractions;

namespace ImageGate.EndToEnd.Replicas;

/// <summary>
/// Two replicas behind one address, with the chart's roles, settings and webhooks (<c>failurePolicy: Fail</c>), while Pods are
/// created all the time: whatever happens to a replica, no request fails for a wrong reason.
/// </summary>
public sealed class ReplicaTests(EndToEndLab lab, ITestOutputHelper output) : ManagedClusterTest(lab)
{
    private const int Steady = 100;

    // A Lease that nobody renews, and a busy machine.
    private static readonly TimeSpan NewLeader = TimeSpan.FromSeconds(60);

    // Until the ends of the connections of a killed process are seen.
    private static readonly TimeSpan Broken = TimeSpan.FromSeconds(1);

    private readonly List<PolicyMount> _mounts = [];
    private Dictionary<string, string> _settings = [];
    private string _policies = "";
    private string _flips = "";

    [SkippableFact]
    public async Task No_request_fails_while_replicas_die_stop_and_start_and_certificate_and_policy_change()
    {
        ManagedChart chart = await InstallAsync();
        string guarded = await GuardedAsync(chart);
        string path = Lab.NewName("replicas");
        PushedImage signed = await Lab.PushSignedAsync(path);
        PushedImage unsigned = await Lab.PushUnsignedAsync(path);
        await PrepareAsync(chart, path);

        await using GateProcess one = await StartReplicaAsync();
        await using GateProcess other = await StartReplicaAsync();
        await using ReplicaService service = ReplicaService.Start();
        service.Select(one, other);
        (await Cluster.InputAsync(chart.Webhooks(service.Port, service.Port), "apply", "-f", "-")).Succeeded();
        await Eventually.SeeAsync(
            () => Cluster.RunAsync(guarded, "probe", unsigned.Text, "--dry-run=server"), result => result.Error.Contains("NoSignature", StringComparison.Ordinal), TimeSpan.FromSeconds(30));

        await using PodStream stream = PodStream.Start(Cluster, guarded, signed, unsigned);
        await stream.SeeAsync(Steady);
        Report("steady", await stream.TakeAsync()).Should().BeEmpty();

        await using GateProcess third = await KillTheLeaderAsync(stream, service, one, other);
        GateProcess[] alive = [await HasEndedAsync(one) ? other : one, third];
        await RotateAsync(stream, chart);
        await ChangePolicyAsync(stream, path, alive);
        await using GateProcess fourth = await StopAndStartAsync(stream, service, alive);
        (await Cluster.InputAsync(chart.Webhooks(service.Port, service.Port), "delete", "-f", "-")).Succeeded();
    }

    // A request that a process was working on when it was killed fails: nobody can answer it. None that began later does.
    private async Task<GateProcess> KillTheLeaderAsync(PodStream stream, ReplicaService service, GateProcess one, GateProcess other)
    {
        (GateProcess leader, GateProcess rest) = await LeadsAsync(one) ? (one, other) : (other, one);
        long killed = Stopwatch.GetTimestamp();
        await leader.KillAsync();
        GateProcess replacement = await StartReplicaAsync();
        service.Select(rest, replacement);
        await Eventually.SeeAsync(async () => await LeadsAsync(rest) || await LeadsAsync(replacement), leads => leads, NewLeader);
        string leads = string.Create(CultureInfo.InvariantCulture, $"another led after {Stopwatch.GetElapsedTime(killed).TotalSeconds:F1} s");
        IReadOnlyList<StreamAnswer> failed = Report("leader killed", await stream.TakeAsync(), leads);

        // None at all when nothing was under way.
        failed.Should().HaveCountLessThan(10);
        foreach (StreamAnswer answer in failed)
        {
            Stopwatch.GetElapsedTime(killed, answer.Began).Should().BeLessThan(Broken);
            answer.Fault.Should().Contain("failed calling webhook");
        }

        return replacement;
    }

    private async Task RotateAsync(PodStream stream, ManagedChart chart)
    {
        string before = await SecretAsync(chart, @"tls\.crt");
        long began = Stopwatch.GetTimestamp();
        (await Cluster.KubectlAsync("-n", chart.Namespace, "delete", "secret", chart.SecretName)).Succeeded();
        await Eventually.SeeAsync(
            () => Cluster.KubectlAsync("-n", chart.Namespace, "get", "secret", chart.SecretName, "-o", @"jsonpath={.data.retired-ca\.crt}"),
            result => result.Output.Length > 0,
            TimeSpan.FromSeconds(40));
        string took = string.Create(CultureInfo.InvariantCulture, $"authority and certificate changed in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");
        (await SecretAsync(chart, @"tls\.crt")).Should().NotBe(before);
        await stream.SeeAsync(Steady);
        Report("Secret deleted: all keys change", await stream.TakeAsync(), took).Should().BeEmpty();
    }

    // Each replica has its own mount, which the kubelet swaps when it likes.
    private async Task ChangePolicyAsync(PodStream stream, string path, GateProcess[] alive)
    {
        PushedImage flips = await Publisher.PushSignedAsync(Lab.NewRepository(path + "/flips"), Lab.Keys.Second);
        ReplicaProbe[] probes = [.. alive.Select(replica => ReplicaProbe.Start(replica, flips))];
        await Task.WhenAll(probes.Select(probe => probe.SeeAsync("SignatureInvalid")));
        foreach (PolicyMount mount in _mounts)
        {
            await mount.ChangeAsync("flips.yaml", Flips(path, Lab.Keys.Second));
        }

        await Task.WhenAll(probes.Select(probe => probe.SeeAsync(ReplicaProbe.Allowed)));
        await stream.SeeAsync(Steady);
        string[][] seen = await Task.WhenAll(probes.Select(probe => probe.EndAsync()));
        string flipped = $"each replica's answers: {string.Join(" | ", seen.Select(states => string.Join(", then ", states)))}";
        Report("policy changed", await stream.TakeAsync(), flipped).Should().BeEmpty();
        seen.Should().OnlyContain(states => states.SequenceEqual(new[] { "SignatureInvalid", ReplicaProbe.Allowed }));
    }

    private async Task<GateProcess> StopAndStartAsync(PodStream stream, ReplicaService service, GateProcess[] alive)
    {
        // The older one has the connections: all of them have to move.
        await alive[0].TerminateAsync();
        (await alive[0].EndedAsync(TimeSpan.FromSeconds(30))).Should().Be(0, "{0}", alive[0].Log);
        await stream.SeeAsync(Steady);
        Report("replica stopped by SIGTERM", await stream.TakeAsync()).Should().BeEmpty();

        GateProcess started = await StartReplicaAsync();
        service.Select(alive[1], started);
        await stream.SeeAsync(Steady);
        Report("replica started", await stream.TakeAsync()).Should().BeEmpty();

        await alive[1].TerminateAsync();
        (await alive[1].EndedAsync(TimeSpan.FromSeconds(30))).Should().Be(0, "{0}", alive[1].Log);
        await stream.SeeAsync(Steady);
        Report("the other stopped by SIGTERM", await stream.TakeAsync()).Should().BeEmpty();
        (await MetricsAsync(started)).Should().MatchRegex("imagegate_decisions_total.*outcome=\"allowed\"} [1-9]");
        return started;
    }

    private async Task PrepareAsync(ManagedChart chart, string path)
    {
        _policies = PolicyYaml.Policy("replicas", $"{Lab.Registries.Plain.Host}/{path}/*", PolicyYaml.Require(1, Lab.Keys.Release))
            + PolicyYaml.Access("plain", Lab.Registries.Plain.Host, "insecureHttp: true");
        Dictionary<string, string> settings = chart.Settings(Lab.Settings(), await KubeconfigAsync(chart));
        settings["Server__DrainSeconds"] = "3";                        // the probe of the Service comes four times a second
        settings.Remove("Cache__PassedSeconds");
        settings.Remove("Cache__FailedSeconds");
        _settings = settings;
        _flips = Flips(path, Lab.Keys.Release);
    }

    private async Task<GateProcess> StartReplicaAsync()
    {
        var mount = new PolicyMount(Lab.NewFolder("policies"));
        await mount.ChangeAsync("replicas.yaml", _policies);
        await mount.ChangeAsync("flips.yaml", _flips);
        _mounts.Add(mount);
        _settings["Policies__Directory"] = mount.Folder;
        return await GateProcess.StartAsync(Lab.NewFolder("gate"), _settings);
    }

    private string Flips(string path, SigningKey key) => PolicyYaml.Policy("flips", $"{Lab.Registries.Plain.Host}/{path}/flips/**", PolicyYaml.Require(1, key));

    private static async Task<bool> HasEndedAsync(GateProcess gate)
    {
        try
        {
            await gate.HealthAsync("/livez");
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    /// <summary>Prints the figures of a phase, and gives the requests that failed.</summary>
    private StreamAnswer[] Report(string phase, StreamAnswer[] answers, string note = "")
    {
        StreamAnswer[] failed = [.. answers.Where(answer => answer.Fault is not null)];
        double[] took = [.. answers.Select(answer => answer.Took.TotalMilliseconds).Order()];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {phase} | {answers.Length} | {failed.Length} | {took[took.Length / 2]:F0} ms | {took[^1]:F0} ms | {note} |"));
        foreach (IGrouping<string?, StreamAnswer> fault in failed.GroupBy(answer => answer.Fault))
        {
            output.WriteLine($"  {fault.Count()} × {fault.Key}");
        }

        return failed;
    }
}
