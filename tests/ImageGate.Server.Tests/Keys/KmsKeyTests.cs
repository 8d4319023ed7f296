using ImageGate.Testing;
using ImageGate.Testing.Kms;
using Microsoft.Extensions.Logging;

namespace ImageGate.Server.Tests.Keys;

public sealed class KmsKeyTests
{
    [Fact]
    public async Task A_replica_is_not_ready_before_the_key_was_asked_for_and_then_admits_what_it_signed()
    {
        HeldRequests? held = null;
        await using KmsGate world = await KmsGate.StartAsync(google => held = google.Hold(FakeGoogle.TokenPath));
        string signed = world.Push("app", world.Gate.Key);
        await held!.Arrived;
        (await world.AskAsync(signed)).Message.Should().Contain("KeyUnavailable").And.Contain($"the key {KmsGate.Newest} cannot be had now: it has not been asked for yet");
        (await world.ReadyAsync()).Should().Contain($"[-] keys: {KmsGate.Newest}: it has not been asked for yet").And.EndWith("not ready\n");
        (await world.MetricsAsync()).Should().Contain($"imagegate_signer_key_available{{key=\"{KmsGate.Newest}\"}} 0").And.NotContain("imagegate_kms_key_age_seconds{");

        held.Release();
        await world.SettleAsync();

        (await world.AskAsync(signed)).IsAllowed.Should().BeTrue();
        (await world.AskAsync(world.Push("other"))).Message.Should().Contain("NoSignature");
        using var stranger = CosignKey.CreateP256();
        (await world.AskAsync(world.Push("foreign", stranger))).Message.Should().Contain("SignatureInvalid");
        (await world.ReadyAsync()).Should().Contain($"[+] keys: {KmsGate.Newest}: there\n").And.EndWith("\nok\n");
        (await world.MetricsAsync()).Should().Contain($"imagegate_signer_key_available{{key=\"{KmsGate.Newest}\"}} 1").And.Contain($"imagegate_kms_key_age_seconds{{key=\"{KmsGate.Newest}\"}} 0")
            .And.Contain($"imagegate_kms_refreshes_total{{key=\"{KmsGate.Newest}\",result=\"found\",reason=\"none\"}} 1")
            .And.Contain("imagegate_phase_duration_seconds_count{phase=\"key\"} 1");
        world.Google.Requests.Should().HaveCount(3, "two signers with one key are one look at it");
    }

    [Fact]
    public async Task A_newer_version_takes_the_place_of_the_older_on_schedule()
    {
        await using KmsGate world = await KmsGate.StartAsync();
        using var log = new KeptLines();
        world.Gate.Get<ILoggerFactory>().AddProvider(log);
        using var next = CosignKey.CreateP256();
        string old = world.Push("old", world.Gate.Key);
        string rotated = world.Push("rotated", next);
        await world.SettleAsync();
        (await world.AskAsync(old)).IsAllowed.Should().BeTrue();
        (await world.AskAsync(rotated)).IsAllowed.Should().BeFalse();

        world.Google.Versions.Add(new FakeGoogleVersion(next.PublicPem));
        world.Time.Advance(TimeSpan.FromMinutes(8.9));
        await world.SettleAsync();
        (await world.CountAsync("found")).Should().Be(1, "the next look is after nine to ten minutes");
        await world.UntilAsync(async () => await world.CountAsync("found") >= 2);

        (await world.AskAsync(old)).Message.Should().Contain("SignatureInvalid");
        (await world.AskAsync(rotated)).IsAllowed.Should().BeTrue();
        await world.UntilAsync(async () => await world.CountAsync("found") >= 3);
        log.Text.Split($"key {KmsGate.Newest} is another one now").Should().HaveCount(2, "it is said once");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_key_that_is_no_longer_trusted_ends_before_the_policies_are_looked_at_again()
    {
        await using KmsGate world = await KmsGate.StartAsync(
            uri: $"{KmsGate.Newest}/cryptoKeyVersions/1", configure: (_, settings) => (settings["Kms:RefreshSeconds"], settings["Policies:PollSeconds"]) = ("5", "10"));
        string image = world.Push("app", world.Gate.Key);
        await world.SettleAsync();
        (await world.AskAsync(image)).IsAllowed.Should().BeTrue();

        world.Google.Versions[0] = world.Google.Versions[0] with { State = "DISABLED" };
        world.Time.Advance(TimeSpan.FromSeconds(5));
        (bool IsAllowed, string Message) answer;
        do
        {
            answer = await world.AskAsync(image);
        }
        while (answer.IsAllowed);
        answer.Message.Should().Contain("the key's version is DISABLED");
    }

    [Fact]
    public async Task Keys_that_become_the_same_count_once_and_what_they_were_counts_no_more()
    {
        using var other = CosignKey.CreateP256();
        await using KmsGate world = await KmsGate.StartAsync(google => google.Versions.Add(new FakeGoogleVersion(other.PublicPem)));
        string[] uris = [$"{KmsGate.Newest}/cryptoKeyVersions/1", $"{KmsGate.Newest}/cryptoKeyVersions/2"];
        world.Gate.WritePolicies(KmsGate.Policies(world.Gate, uris[0]).Replace("signers:", "atLeast: all\n    signers:", StringComparison.Ordinal)
            .Replace($"again, key: {{kms: \"{uris[0]}\"}}, annotations: {{a: b}}", $"again, key: {{kms: \"{uris[1]}\"}}", StringComparison.Ordinal));
        string image = world.Push("app", world.Gate.Key, other);
        await world.UntilAsync(async () => (await world.AskAsync(image)).IsAllowed);

        world.Google.Versions[1] = world.Google.Versions[0];
        await world.UntilAsync(async () => !(await world.AskAsync(image)).IsAllowed);

        (await world.AskAsync(image)).Message.Should().Contain("NotEnoughSigners");
        (await world.ReadyAsync()).Should().NotContain("rejected");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_key_that_does_not_come_lets_no_other_wait()
    {
        await using KmsGate world = await KmsGate.StartAsync();
        await world.SettleAsync();
        string[] uris = [$"{KmsGate.Newest}/cryptoKeyVersions/2", $"{KmsGate.Newest}/cryptoKeyVersions/3"];
        HeldRequests[] held = [world.Google.Hold($"/v1/{FakeGoogle.Version(2)}/publicKey"), world.Google.Hold($"/v1/{FakeGoogle.Version(3)}/publicKey")];
        world.Gate.WritePolicies(KmsGate.Policies(world.Gate, uris[0]).Replace($"again, key: {{kms: \"{uris[0]}\"", $"again, key: {{kms: \"{uris[1]}\"", StringComparison.Ordinal));
        world.Gate.Get<PolicyStore>().Refresh();
        await held[0].Arrived;
        await held[1].Arrived;
        held[0].Release();
        held[1].Release();
    }

    [Theory]
    [InlineData("DISABLED")]
    [InlineData("DESTROY_SCHEDULED")]
    public async Task A_version_that_is_no_longer_enabled_is_not_kept_and_comes_back(string state)
    {
        await using KmsGate world = await KmsGate.StartAsync(uri: $"{KmsGate.Newest}/cryptoKeyVersions/1");
        string image = world.Push("app", world.Gate.Key);
        await world.SettleAsync();
        (await world.AskAsync(image)).IsAllowed.Should().BeTrue();

        world.Google.Versions[0] = world.Google.Versions[0] with { State = state };
        await world.UntilAsync(async () => await world.CountAsync("refused") >= 1);

        (await world.AskAsync(image)).Message.Should().Contain("KeyUnavailable").And.Contain($"the key's version is {state} in Google Cloud KMS");
        (await world.MetricsAsync()).Should().Contain("imagegate_signer_key_available{key=\"gcpkms://projects/p/locations/global/keyRings/r/cryptoKeys/cosign/cryptoKeyVersions/1\"} 0").And.NotContain("imagegate_kms_key_age_seconds{");
        (await world.ReadyAsync()).Should().Contain($"the key's version is {state}").And.EndWith("\nok\n");

        world.Google.Fail("*", RegistryFaults.Status(503));
        await world.UntilAsync(async () => await world.CountAsync("failed") >= 1);
        (await world.AskAsync(image)).Message.Should().Contain($"the key's version is {state}", "what the KMS said last counts, not what it said before");

        world.Google.Heal();
        world.Google.Versions[0] = world.Google.Versions[0] with { State = "ENABLED" };
        await world.UntilAsync(async () => await world.CountAsync("found") >= 2);
        (await world.AskAsync(image)).IsAllowed.Should().BeTrue();
    }

    [Theory]
    [InlineData(403, "NotAuthorized")]
    [InlineData(429, "Throttled")]
    [InlineData(500, "ServerError")]
    public async Task A_kms_that_says_nothing_keeps_the_key_and_is_asked_again_soon(int status, string reason)
    {
        await using KmsGate world = await KmsGate.StartAsync();
        string image = world.Push("app", world.Gate.Key);
        await world.SettleAsync();
        world.Google.Fail($"/v1/{FakeGoogle.Key}/cryptoKeyVersions", RegistryFaults.Status(status));

        await world.UntilAsync(async () => await world.CountAsync($"reason=\"{reason}\"") >= 3);

        (await world.AskAsync(image)).IsAllowed.Should().BeTrue();
        (await world.AskAsync(world.Push("other"))).Message.Should().Contain("NoSignature");
        (await world.ReadyAsync()).Should().Contain("there, not followed just now: the KMS ").And.EndWith("\nok\n");
        double age = (world.Time.GetUtcNow() - ManualStart).TotalSeconds;
        age.Should().BeInRange(540 + 13.5, 600 + 15, "5 and 10 seconds after the first failure");
        (await world.MetricsAsync()).Should().Contain($"imagegate_kms_key_age_seconds{{key=\"{KmsGate.Newest}\"}} {(int)age}");

        world.Google.Heal();
        await world.UntilAsync(async () => await world.CountAsync("found") >= 2);
        (await world.ReadyAsync()).Should().NotContain("not followed just now");
    }

    [Fact]
    public async Task A_key_that_was_last_seen_longer_ago_than_maxKeyAge_is_unavailable()
    {
        await using KmsGate world = await KmsGate.StartAsync(extra: ", maxKeyAge: 1h");
        string image = world.Push("app", world.Gate.Key);
        await world.SettleAsync();
        world.Google.Fail("*", RegistryFaults.Status(503));
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.SettleAsync();
        (await world.AskAsync(image)).IsAllowed.Should().BeTrue();
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        await world.SettleAsync();
        (await world.AskAsync(image)).Message.Should().Contain("KeyUnavailable").And.Contain("it was last seen there at 2030-01-01 00:00:00Z, longer ago than `maxKeyAge` allows");
        (await world.MetricsAsync()).Split('\n').Where(line => line.StartsWith("imagegate_signer_key_available{", StringComparison.Ordinal)).Should().ContainSingle("one key is one series");
        world.Google.Heal();
        await world.UntilAsync(async () => await world.CountAsync("found") >= 2);
        (await world.AskAsync(image)).IsAllowed.Should().BeTrue();
    }

    [Fact]
    public async Task A_kms_that_is_down_from_the_start_makes_signers_unavailable_and_the_server_ready()
    {
        await using KmsGate world = await KmsGate.StartAsync(google => google.Fail("*", RegistryFaults.Drop()));
        string image = world.Push("app", world.Gate.Key);
        await world.SettleAsync();
        (await world.AskAsync(image)).Message.Should().Contain("KeyUnavailable").And.Contain("there is no credential for the KMS");
        (await world.ReadyAsync()).Should().Contain("[+] policies: 1 policies in force").And.Contain("there is no credential for the KMS, not followed just now: there is no credential for the KMS").And.EndWith("\nok\n");
        using var log = new KeptLines();
        world.Gate.Get<ILoggerFactory>().AddProvider(log);
        await world.UntilAsync(async () => await world.CountAsync("failed") >= 2);
        (world.Time.GetUtcNow() - ManualStart).Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(5));
        log.Text.Should().Contain("; there is none; the next try is at ");
        world.Google.Heal();
        await world.UntilAsync(async () => await world.CountAsync("found") >= 1);
        (world.Time.GetUtcNow() - ManualStart).Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(15));
        (await world.AskAsync(image)).IsAllowed.Should().BeTrue();
    }

    [Fact]
    public async Task A_key_that_no_policy_names_any_more_is_forgotten()
    {
        await using KmsGate world = await KmsGate.StartAsync();
        await world.SettleAsync();
        string other = $"{KmsGate.Newest}/cryptoKeyVersions/1";
        world.Gate.WritePolicies(KmsGate.Policies(world.Gate, other));
        await world.SettleAsync();
        await world.SettleAsync();
        world.Keys.InForce().Select(known => known.Key.ToString()).Should().Equal(other);
        (await world.ReadyAsync()).Should().EndWith("\nok\n", "new keys make nobody unready");
        string image = world.Push("app", world.Gate.Key);
        (await world.AskAsync(image)).IsAllowed.Should().BeTrue();
        world.Google.Requests[^1].Path.Should().EndWith("/1/publicKey");

        // Also what it was: one that is named again is asked for.
        using var log = new KeptLines();
        world.Gate.Get<ILoggerFactory>().AddProvider(log);
        HeldRequests held = world.Google.Hold($"/v1/{FakeGoogle.Key}/cryptoKeyVersions");
        world.Gate.WritePolicies(KmsGate.Policies(world.Gate, KmsGate.Newest));
        world.Gate.Get<PolicyStore>().Refresh();
        log.Text.Should().NotContain("cannot be had", "not to have looked yet is no news");
        (await world.AskAsync(image)).Message.Should().Contain("it has not been asked for yet");
        held.Release();
    }

    [Fact]
    public async Task A_key_of_vault_comes_with_the_settings_of_vault()
    {
        await using FakeVault vault = await FakeVault.StartAsync();
        await using KmsGate world = await KmsGate.StartAsync(uri: "hashivault://cosign", configure: (gate, settings) =>
        {
            vault.Put("cosign", gate.Key.PublicPem);
            string account = Path.Combine(gate.Folder, "account");
            File.WriteAllText(account, vault.AccountToken);
            settings["Kms:VaultAddress"] = vault.Address.AbsoluteUri;
            settings["Kms:VaultRole"] = "imagegate";
            settings["Kms:VaultNamespace"] = "team";
            settings["Kms:VaultServiceAccountTokenFile"] = account;
        });
        await world.SettleAsync();
        (await world.AskAsync(world.Push("app", world.Gate.Key))).IsAllowed.Should().BeTrue();
        (await world.AskAsync(world.Push("other"))).Message.Should().Contain("NoSignature");
        vault.Requests.Should().HaveCount(2).And.AllSatisfy(request => request.Headers["X-Vault-Namespace"].Should().Be("team"));
    }

    [Fact]
    public async Task The_log_says_what_came_of_it_and_no_secret()
    {
        HeldRequests? held = null;
        await using KmsGate world = await KmsGate.StartAsync(google => held = google.Hold(FakeGoogle.TokenPath), $"{KmsGate.Newest}/versions/1");
        using var log = new KeptLines();
        world.Gate.Get<ILoggerFactory>().AddProvider(log);
        held!.Release();
        await world.SettleAsync();
        world.Gate.WritePolicies(KmsGate.Policies(world.Gate, $"{KmsGate.Newest}/versions/1", ", maxKeyAge: 24h"));
        await world.SettleAsync();
        world.Google.Fail("*", RegistryFaults.Body("secret of the answer", "text/plain"));
        await world.UntilAsync(async () => await world.CountAsync("failed") >= 1);
        world.Google.Heal();
        world.Google.Token = "another-secret";
        await world.UntilAsync(async () => await world.CountAsync("failed") >= 2);
        world.Google.Token = "ya29.secret-of-google";
        world.Google.Versions[0] = world.Google.Versions[0] with { State = "DISABLED" };
        await world.UntilAsync(async () => await world.CountAsync("refused") >= 1);
        (await world.MetricsAsync() + await world.ReadyAsync()).Should().NotContain("secret");
        log.Text.Should().NotContain("secret").And.Contain("cryptoKeyVersions/1 is there").And.Contain("BadAnswer: Google Cloud KMS answers what is not the public key that was asked for; the key that was last seen stays")
            .And.Contain("NotAuthorized: Google Cloud KMS answers HTTP 401").And.Contain("cannot be had: the key's version is DISABLED in Google Cloud KMS");
        log.Text.Split("cryptoKeyVersions/1 is there").Should().HaveCount(2, "other policies make it no news");
    }

    private static DateTimeOffset ManualStart { get; } = new ManualTimeProvider().GetUtcNow();
}
