using System.Globalization;
using System.Text.Json.Nodes;
using ImageGate.Server.Certificates;
using ImageGate.Server.Cluster;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Server.Tests.Certificates;

public sealed class SelfManagedCertificateTests
{
    [Fact]
    public async Task The_first_start_fills_in_what_the_chart_left_empty_and_touches_nothing_else()
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        JsonObject before = cluster.Api.Find(ManagedCluster.Mutating)!;

        RunningGate gate = await cluster.StartGateAsync();
        await ManagedCluster.UntilAsync(() => cluster.IsRight(gate), "a certificate");

        CertificateState state = cluster.Stored()!;
        ApiServerTrust.Problem(state.Leaf, state.CaBundle, "imagegate.gate.svc", DateTimeOffset.UtcNow).Should().BeNull();
        JsonObject after = cluster.Api.Find(ManagedCluster.Mutating)!;
        foreach (JsonNode? webhook in after["webhooks"]!.AsArray())
        {
            webhook!["clientConfig"]!.AsObject().Remove("caBundle");
        }

        after["metadata"]!["resourceVersion"] = (string?)before["metadata"]!["resourceVersion"];
        after.ToJsonString().Should().Be(before.ToJsonString());
        ((string?)cluster.Api.Find(ManagedCluster.SecretPath)!["type"]).Should().Be("Opaque");
        await ManagedCluster.UntilAsync(() => gate.Get<KeptConfigurations>().Check().All(check => check.Detail == "its caBundle is right"), "news of the watch");
        (await ManagedCluster.ReadyAsync(gate)).Should().Contain("[+] certificate: valid until").And.Contain("[+] secret: followed").And.Contain("[+] leader: this replica\n").And.EndWith("ok\n");
        (await gate.Client.GetStringAsync($"{gate.Metrics}/metrics")).Should()
            .Contain("imagegate_cluster_leader 1").And.Contain("imagegate_cluster_ca_bundle_ok{configuration=\"mutating\"} 1").And.Contain("imagegate_cluster_ca_bundle_ok{configuration=\"validating\"} 1")
            .And.Contain(string.Create(CultureInfo.InvariantCulture, $"imagegate_certificate_expiry_timestamp_seconds {state.Leaf.Validity.NotAfter.ToUnixTimeSeconds()}")).And.Contain("imagegate_cluster_contact_age_seconds ");
    }

    [Fact]
    public async Task Without_any_of_the_chart_s_objects_the_Secret_is_made_and_the_configurations_are_waited_for()
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        string[] paths = [ManagedCluster.SecretPath, ManagedCluster.LeasePath, ManagedCluster.Mutating, ManagedCluster.Validating];
        Array.ForEach(paths, cluster.Api.Remove);

        RunningGate gate = await cluster.StartGateAsync();
        await ManagedCluster.UntilAsync(() => cluster.Stored() is { } state && ManagedCluster.Shows(gate, state), "a certificate");
        await ManagedCluster.UntilAsync(() => gate.Get<KeptConfigurations>().All.All(one => one.Watcher.HasSynced), "news of the watch");

        (await ManagedCluster.ReadyAsync(gate)).Should().Contain("mutating webhook configuration imagegate: there is none yet: waiting for it").And.EndWith("ok\n");
        (await gate.Client.GetStringAsync($"{gate.Metrics}/metrics")).Should().Contain("imagegate_cluster_ca_bundle_ok{configuration=\"mutating\"} 0");
        cluster.PutConfiguration(ManagedCluster.Mutating);
        cluster.PutConfiguration(ManagedCluster.Validating);
        await ManagedCluster.UntilAsync(() => cluster.IsRight(gate), "the bundles");
    }

    [Fact]
    public async Task Of_two_replicas_one_makes_the_Secret_and_both_show_it()
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();

        RunningGate[] gates = await Task.WhenAll(cluster.StartGateAsync(), cluster.StartGateAsync());
        await ManagedCluster.UntilAsync(() => Array.TrueForAll(gates, cluster.IsRight), "one certificate of both");

        cluster.Api.Requests.Count(request => request.Method == "PATCH" && request.Path == ManagedCluster.SecretPath).Should().Be(1);
    }

    [Fact]
    public async Task Somebody_who_is_faster_wins_and_is_followed()
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        HeldRequests held = cluster.Api.Hold($"PATCH {ManagedCluster.SecretPath}");
        RunningGate gate = await cluster.StartGateAsync();
        await held.Arrived;
        CertificateState other = CertificateRotation.Next(new StoredCertificates.Absent(), null, ServingNames.Of("imagegate", "gate", ""), DateTimeOffset.UtcNow, false);
        var data = new JsonObject(CertificateSecret.Write(other).Select(item => KeyValuePair.Create(item.Key, (JsonNode?)Convert.ToBase64String(item.Value))));
        cluster.Api.Put(ManagedCluster.SecretPath, new JsonObject { ["data"] = data });
        held.Release();

        await ManagedCluster.UntilAsync(() => cluster.IsRight(gate), "the other's certificate");
        cluster.Stored().Should().Be(other);
    }

    [Theory]
    [InlineData("overwritten")]
    [InlineData("removed")]
    [InlineData("recreated")]
    [InlineData("one of two")]
    public async Task A_caBundle_that_somebody_changed_is_set_right(string how)
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        RunningGate gate = await cluster.StartGateAsync();
        await ManagedCluster.UntilAsync(() => cluster.IsRight(gate), "a certificate");

        JsonObject changed = cluster.Api.Find(ManagedCluster.Validating)!;
        JsonObject client = changed["webhooks"]![1]!["clientConfig"]!.AsObject();
        switch (how)
        {
            case "overwritten":
                client["caBundle"] = "YQ==";
                changed["webhooks"]![0]!["clientConfig"]!["caBundle"] = "YQ==";
                cluster.Api.Put(ManagedCluster.Validating, changed);
                break;
            case "removed":
                client.Remove("caBundle");
                cluster.Api.Put(ManagedCluster.Validating, changed);
                break;
            case "recreated":
                cluster.Api.Remove(ManagedCluster.Validating);
                cluster.PutConfiguration(ManagedCluster.Validating);
                break;
            default:
                client["caBundle"] = "YQ==";
                cluster.Api.Put(ManagedCluster.Validating, changed);
                break;
        }

        cluster.IsRight(gate).Should().BeFalse();
        await ManagedCluster.UntilAsync(() => cluster.IsRight(gate), "the bundle");
    }

    [Fact]
    public async Task A_Secret_that_was_deleted_changes_the_authority_with_an_overlap()
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        RunningGate gate = await cluster.StartGateAsync();
        await ManagedCluster.UntilAsync(() => cluster.IsRight(gate), "a certificate");
        CertificateState first = cluster.Stored()!;

        cluster.Api.Remove(ManagedCluster.SecretPath);
        await ManagedCluster.UntilAsync(() => cluster.Stored()?.Next is not null, "the next authority");
        cluster.Stored()!.Leaf.Should().Be(first.Leaf, "nobody trusts another one yet");
        await ManagedCluster.UntilAsync(() => cluster.Stored() is { Retired: not null } && cluster.IsRight(gate), "the new certificate");

        CertificateState second = cluster.Stored()!;
        second.Retired!.CertificatesPem.Should().Be(first.Signing.CertificatePem);
        second.Leaf.Should().NotBe(first.Leaf);
        ApiServerTrust.Problem(first.Leaf, cluster.Bundle(ManagedCluster.Mutating)!, "imagegate.gate.svc", DateTimeOffset.UtcNow).Should().BeNull();
    }

    [Fact]
    public async Task A_Secret_that_was_damaged_is_restored()
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        RunningGate gate = await cluster.StartGateAsync();
        await ManagedCluster.UntilAsync(() => cluster.IsRight(gate), "a certificate");
        CertificateState first = cluster.Stored()!;

        cluster.EditSecret(data => data["ca.key"] = "YQ==");
        await ManagedCluster.UntilAsync(() => cluster.Stored() is not null, "the old state");

        cluster.Stored().Should().Be(first);
        ManagedCluster.Shows(gate, first).Should().BeTrue();
    }

    [Fact]
    public async Task Without_the_API_server_a_start_is_not_ready_and_goes_on_trying()
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        cluster.Api.Fail("*", FakeApiServer.Status(503, "ServiceUnavailable", "etcd is away"));

        RunningGate gate = await cluster.StartGateAsync();
        await ManagedCluster.UntilAsync(() => gate.Get<SecretFollower>().Watcher.LastFailure is not null, "a failure");

        (await ManagedCluster.ReadyAsync(gate)).Should().Contain("[-] certificate: there is none yet").And.Contain("etcd is away").And.EndWith("not ready\n");
        cluster.Api.Fail("*", (context, normally) => normally(context));
        await ManagedCluster.UntilAsync(() => cluster.IsRight(gate), "a certificate");
    }

    [Fact]
    public async Task Without_the_API_server_a_replica_stays_ready_with_what_it_has()
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        RunningGate gate = await cluster.StartGateAsync();
        await ManagedCluster.UntilAsync(() => cluster.IsRight(gate), "a certificate");

        cluster.Api.Fail("*", FakeApiServer.Status(503, "ServiceUnavailable", "etcd is away"));
        cluster.EditSecret(_ => { });
        await ManagedCluster.UntilAsync(() => gate.Get<CertificateLeader>().Check().Detail.Contains("etcd is away", StringComparison.Ordinal), "a failure");

        ManagedCluster.Shows(gate, cluster.Stored()!).Should().BeTrue();
        (await ManagedCluster.ReadyAsync(gate)).Should().EndWith("ok\n");
    }

    [Theory]
    [InlineData("GET", ManagedCluster.SecretPath, "secrets is forbidden")]
    [InlineData("PATCH", ManagedCluster.SecretPath, "secrets is forbidden")]
    [InlineData("PATCH", ManagedCluster.Mutating, "mutatingwebhookconfigurations is forbidden")]
    public async Task A_role_that_lacks_something_is_named(string method, string path, string message)
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        cluster.Api.Fail($"{method} {path}", FakeApiServer.Status(403, "Forbidden", message));

        RunningGate gate = await cluster.StartGateAsync();

        await ManagedCluster.UntilAsync(() => gate.Get<CertificateLeader>().Check().Detail.Contains(message, StringComparison.Ordinal), "the failure");
        (await ManagedCluster.ReadyAsync(gate)).Should().Contain("[+] leader: this replica; ").And.Contain(message);
    }

    [Theory]
    [InlineData(-3650)]
    [InlineData(3650)]
    public async Task A_replica_whose_clock_is_years_off_shows_what_the_others_made_and_does_not_take_the_lead(int days)
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        RunningGate right = await cluster.StartGateAsync();
        await ManagedCluster.UntilAsync(() => cluster.IsRight(right), "a certificate");
        CertificateState first = cluster.Stored()!;

        RunningGate off = await cluster.StartGateAsync(time: new ShiftedTimeProvider(TimeSpan.FromDays(days)));
        await ManagedCluster.UntilAsync(() => cluster.IsRight(off), "the same certificate");

        (await ManagedCluster.ReadyAsync(off)).Should().EndWith("ok\n");
        await ManagedCluster.UntilAsync(() => off.Get<CertificateLeader>().Check().Detail.Contains('_', StringComparison.Ordinal), "the name of the leader");
        off.Get<CertificateLeader>().Check().Detail.Should().NotContain("this replica");
        cluster.Stored().Should().Be(first);
    }

    [Fact]
    public async Task A_certificate_that_is_not_good_by_our_clock_does_not_replace_one_that_is()
    {
        await using ManagedCluster cluster = await ManagedCluster.StartAsync();
        RunningGate gate = await cluster.StartGateAsync();
        await ManagedCluster.UntilAsync(() => cluster.IsRight(gate), "a certificate");
        CertificateState first = cluster.Stored()!;

        // The leader's own work is stopped: the Secret stays as a clock far ahead made it.
        cluster.Api.Fail($"PATCH {ManagedCluster.SecretPath}", FakeApiServer.Status(503, "ServiceUnavailable", "not now"));
        CertificateState ahead = CertificateRotation.Next(new StoredCertificates.Absent(), null, ServingNames.Of("imagegate", "gate", ""), DateTimeOffset.UtcNow.AddDays(2), false);
        cluster.EditSecret(data =>
        {
            foreach ((string name, byte[] value) in CertificateSecret.Write(ahead))
            {
                data[name] = Convert.ToBase64String(value);
            }
        });

        await ManagedCluster.UntilAsync(() => gate.Get<SecretFollower>().Check().Detail.Contains("is not good at this time", StringComparison.Ordinal), "the refusal");
        ManagedCluster.Shows(gate, first).Should().BeTrue();
    }
}
