using ImageGate.Core.Policies;
using ImageGate.Testing;
using ImageGate.Testing.Tuf;

namespace ImageGate.Server.Tests.TrustRoots;

public sealed class TrustRootRefreshTests
{
    [Fact]
    public async Task An_image_is_unavailable_until_the_root_is_there_and_admitted_after_the_first_refresh()
    {
        HeldRequests? held = null;
        await using FollowingGate following = await FollowingGate.StartAsync(prepare: before => held = before.Tuf.Hold("*"));
        string image = following.Images.Push(following.Gate.Registry, "app");
        await held!.Arrived;

        (bool isAllowed, string message) = await following.AskAsync(image);
        isAllowed.Should().BeFalse();
        message.Should().Contain("TrustRootUnavailable").And.Contain("the TrustRoot `acme` cannot be used now: no refresh has succeeded yet");
        (await following.MetricsAsync()).Should().Contain("imagegate_trust_root_available{trust_root=\"acme\"} 0").And.NotContain("imagegate_trust_root_age_seconds{");
        string ready = await following.Gate.Client.GetStringAsync($"{following.Gate.Metrics}/readyz?verbose");
        ready.Should().Contain("[+] trust roots: acme: not there yet").And.EndWith("ok\n");

        held.Release();
        await following.RefreshedAsync();

        (await following.AskAsync(image)).IsAllowed.Should().BeTrue();
        (await following.AskAsync($"{following.Gate.Registry.Host}/{Unsigned(following)}")).Message.Should().Contain("NoSignature");
        string metrics = await following.MetricsAsync();
        metrics.Should().Contain("imagegate_trust_root_available{trust_root=\"acme\"} 1").And.Contain("imagegate_trust_root_age_seconds{trust_root=\"acme\"} 0")
            .And.Contain("imagegate_trust_root_refreshes_total{trust_root=\"acme\",result=\"refreshed\",reason=\"none\"} 1")
            .And.Contain($"imagegate_trust_root_expiry_timestamp_seconds{{trust_root=\"acme\"}} {TufRepository.Now.AddDays(100).ToUnixTimeSeconds()}")
            .And.Contain("imagegate_trust_root_memory_ok 1");
        (await following.Gate.Client.GetStringAsync($"{following.Gate.Metrics}/readyz?verbose")).Should().Contain("acme: refreshed at 2026-08-22 12:00:00Z");
    }

    [Fact]
    public async Task A_rotation_of_the_trusted_root_changes_verdicts_on_schedule()
    {
        await using FollowingGate following = await FollowingGate.StartAsync();
        var next = new SigstoreImages();
        string old = following.Images.Push(following.Gate.Registry, "old");
        string rotated = next.Push(following.Gate.Registry, "rotated");
        await following.RefreshedAsync();
        PolicySet before = following.Gate.Get<PolicyStore>().Current!;
        (await following.AskAsync(old)).IsAllowed.Should().BeTrue();
        (await following.AskAsync(rotated)).IsAllowed.Should().BeFalse();

        next.PublishIn(following.Tuf.Repository);
        following.Time.Advance(TimeSpan.FromHours(21));
        following.Gate.Get<PolicyStore>().Refresh();
        following.Gate.Get<PolicyStore>().Current.Should().BeSameAs(before);
        await following.AdvanceAsync(2);

        following.Gate.Get<PolicyStore>().Current!.Revision.Should().NotBe(before.Revision);
        following.Gate.Get<PolicyStore>().Current!.Policies[0].Fingerprint.Should().NotBe(before.Policies[0].Fingerprint);
        (await following.AskAsync(old)).IsAllowed.Should().BeFalse();
        (await following.AskAsync(rotated)).IsAllowed.Should().BeTrue();
    }

    [Fact]
    public async Task Refreshes_that_fail_are_tried_again_soon_and_the_last_good_root_stays()
    {
        await using FollowingGate following = await FollowingGate.StartAsync();
        string image = following.Images.Push(following.Gate.Registry, "app");
        await following.RefreshedAsync();
        following.Tuf.Fail("*", RegistryFaults.Status(500));

        await following.UntilAsync(async () => await following.CountAsync("acme", "Unavailable") >= 3);

        (await following.AskAsync(image)).IsAllowed.Should().BeTrue();
        (await following.Gate.Client.GetStringAsync($"{following.Gate.Metrics}/readyz?verbose")).Should().Contain("the last refresh failed: Unavailable").And.EndWith("ok\n");

        following.Tuf.Heal();
        await following.UntilAsync(async () => await following.CountAsync("acme", "none") >= 2);
        (await following.Gate.Client.GetStringAsync($"{following.Gate.Metrics}/readyz?verbose")).Should().NotContain("the last refresh failed");
    }

    [Fact]
    public async Task A_root_that_is_older_than_maxAge_is_unavailable_and_a_refresh_brings_it_back()
    {
        await using FollowingGate following = await FollowingGate.StartAsync(extra: ", maxAge: 2d");
        string image = following.Images.Push(following.Gate.Registry, "app");
        await following.RefreshedAsync();
        (await following.AskAsync(image)).IsAllowed.Should().BeTrue();
        following.Tuf.Fail("*", RegistryFaults.Status(500));

        following.Time.Advance(TimeSpan.FromDays(2));
        following.Gate.Get<PolicyStore>().Refresh();
        (await following.AskAsync(image)).IsAllowed.Should().BeTrue();
        following.Time.Advance(TimeSpan.FromSeconds(1));
        following.Gate.Get<PolicyStore>().Refresh();
        (await following.AskAsync(image)).Message.Should().Contain("TrustRootUnavailable").And.Contain("longer ago than `maxAge` allows");

        following.Tuf.Heal();
        await following.UntilAsync(async () => await following.CountAsync("acme", "none") >= 2);
        following.Gate.Get<PolicyStore>().Refresh();
        (await following.AskAsync(image)).IsAllowed.Should().BeTrue();
    }

    [Fact]
    public async Task A_signed_root_without_certificate_authorities_is_refused_and_the_last_good_stays()
    {
        await using FollowingGate following = await FollowingGate.StartAsync();
        string image = following.Images.Push(following.Gate.Registry, "app");
        await following.RefreshedAsync();
        System.Text.Json.Nodes.JsonObject broken = following.Images.Sigstore.TrustedRootJson();
        broken.Remove("certificateAuthorities");
        following.Images.PublishIn(following.Tuf.Repository, broken.ToJsonString());

        await following.UntilAsync(async () => await following.CountAsync("acme", "TrustedRootRefused") >= 1);

        (await following.AskAsync(image)).IsAllowed.Should().BeTrue();
        (await following.CountAsync("acme", "none")).Should().Be(1);
    }

    [Fact]
    public async Task After_a_restart_the_remembered_root_is_used_at_once_and_an_older_timestamp_is_refused()
    {
        string memory = Directory.CreateTempSubdirectory("imagegate-memory-").FullName;
        try
        {
            await using FollowingGate first = await FollowingGate.StartAsync(memory: memory);
            byte[] older = first.Tuf.Repository.Files["timestamp.json"];
            first.Tuf.Repository.PublishTimestamp();
            await first.RefreshedAsync();
            await first.AdvanceAsync(2);
            string image = first.Images.Push(first.Gate.Registry, "app");
            first.Tuf.Repository.Files["timestamp.json"] = older;
            first.Tuf.ForgetRequests();

            await using RunningGate second = await RunningGate.StartAsync(
                withPolicies: false,
                configure: (gate, settings) =>
                {
                    settings["TrustRoots:Refresh"] = "true";
                    settings["TrustRoots:Directory"] = memory;
                    gate.WritePolicies(first.Policies(first.Gate));
                },
                first.Time);

            (await second.DecideAsync(image, "/mutate")).GetProperty("allowed").GetBoolean().Should().BeTrue();
            while (!(await second.Client.GetStringAsync($"{second.Metrics}/metrics")).Contains("result=\"failed\",reason=\"TimestampRollback\"} 1", StringComparison.Ordinal))
            {
                await Task.Yield();
            }

            first.Tuf.Requests.Should().Contain("timestamp.json");
            (await second.DecideAsync(image, "/mutate")).GetProperty("allowed").GetBoolean().Should().BeTrue();
        }
        finally
        {
            Directory.Delete(memory, recursive: true);
        }
    }

    [Theory]
    [InlineData("/proc/imagegate")]
    [InlineData("")]
    public async Task Without_a_folder_everything_works_from_memory(string memory)
    {
        await using FollowingGate following = await FollowingGate.StartAsync(memory: memory);
        string image = following.Images.Push(following.Gate.Registry, "app");

        await following.RefreshedAsync();

        (await following.AskAsync(image)).IsAllowed.Should().BeTrue();
        (await following.MetricsAsync()).Should().Contain("imagegate_trust_root_memory_ok 0");
    }

    [Fact]
    public async Task A_corrupt_memory_is_as_good_as_none()
    {
        string memory = Directory.CreateTempSubdirectory("imagegate-memory-").FullName;
        try
        {
            await using FollowingGate first = await FollowingGate.StartAsync(memory: memory);
            await first.RefreshedAsync();
            string file = Directory.GetFiles(memory).Should().ContainSingle().Subject;
            File.WriteAllText(file, "{\"refreshedAt\":");
            string image = first.Images.Push(first.Gate.Registry, "app");

            await using RunningGate second = await RunningGate.StartAsync(
                withPolicies: false,
                configure: (gate, settings) =>
                {
                    settings["TrustRoots:Refresh"] = "false";
                    settings["TrustRoots:Directory"] = memory;
                    gate.WritePolicies(first.Policies(first.Gate));
                },
                first.Time);

            (await second.DecideAsync(image, "/mutate")).GetProperty("status").GetProperty("message").GetString()
                .Should().Contain("refreshes are switched off, and nothing is remembered of it");
        }
        finally
        {
            Directory.Delete(memory, recursive: true);
        }
    }

    [Fact]
    public async Task Without_a_way_out_no_mirror_is_ever_asked()
    {
        await using FollowingGate following = await FollowingGate.StartAsync(refresh: false);
        string image = following.Images.Push(following.Gate.Registry, "app");

        following.Time.Advance(TimeSpan.FromDays(3));
        following.Gate.Get<PolicyStore>().Refresh();

        (await following.AskAsync(image)).Message.Should().Contain("TrustRootUnavailable");
        following.Tuf.Requests.Should().BeEmpty();
        (await following.MetricsAsync()).Should().NotContain("imagegate_trust_root_refreshes_total");
    }

    [Fact]
    public async Task Two_trust_roots_of_one_mirror_fetch_once_and_one_of_another_mirror_fetches_there()
    {
        await using FollowingGate following = await FollowingGate.StartAsync();
        await using TufServer other = await TufServer.StartAsync();
        var images = new SigstoreImages();
        images.PublishIn(other.Repository);
        await following.RefreshedAsync();
        following.Tuf.ForgetRequests();

        string more = FollowingGate.TrustRoot("same", following.Tuf) + "\n" + FollowingGate.TrustRoot("other", other) + """

            ---
            apiVersion: imagegate.dev/v1
            kind: TrustPolicy
            metadata: {name: more}
            spec:
              images: ["ghcr.io/**"]
              require:
                signers:
                  - {name: a, keyless: {issuer: i, subject: s, trustRoot: same} }
                  - {name: b, keyless: {issuer: i, subject: s, trustRoot: other} }
            """;
        following.Gate.WritePolicies(following.Policies(following.Gate, more: more));
        following.Gate.Get<PolicyStore>().Refresh();
        await following.RefreshedAsync(1, "other");

        following.Tuf.Requests.Should().BeEmpty();                         // known already
        other.Requests.Count(path => path == "timestamp.json").Should().Be(1);
        await following.AdvanceAsync(2);
        await following.UntilAsync(async () => await following.CountAsync("other") >= 2);

        // "acme" was refreshed once before there was a "same". One refresh may be on its way while the two are read.
        await following.UntilAsync(async () => await following.CountAsync("same") is var refreshes
            && refreshes == await following.CountAsync("acme") - 1
            && refreshes == following.Tuf.Requests.Count(path => path == "timestamp.json"));
        (await following.MetricsAsync()).Should().Contain("imagegate_trust_root_available{trust_root=\"other\"} 1");

        following.Gate.WritePolicies(following.Policies(following.Gate));
        following.Gate.Get<PolicyStore>().Refresh();
        other.ForgetRequests();
        await following.AdvanceAsync(3);
        other.Requests.Should().BeEmpty();
        (await following.MetricsAsync()).Should().NotContain("imagegate_trust_root_available{trust_root=\"other\"}");
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_mirror()
    {
        HeldRequests? held = null;
        await using FollowingGate following = await FollowingGate.StartAsync(prepare: before => held = before.Tuf.Hold("*"));
        await held!.Arrived;

        await following.Gate.Server.StopAsync();

        await held.Aborted;
    }

    private static string Unsigned(FollowingGate following)
    {
        following.Gate.Registry.PushImage("unsigned", "v1");
        return "unsigned:v1";
    }
}
