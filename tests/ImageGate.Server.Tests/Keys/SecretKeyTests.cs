using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Cluster;
using ImageGate.Server.Keys;
using ImageGate.Sigstore;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;
using Microsoft.Extensions.Logging;

namespace ImageGate.Server.Tests.Keys;

/// <summary>The server with a signer whose key stands in a Secret, beside an API server that does what the test wants.</summary>
public sealed class SecretKeyTests : IAsyncLifetime
{
    private const string Collection = "/api/v1/namespaces/keys/secrets";
    private const string Path = Collection + "/release";
    private const string Key = "keys/release/cosign.pub";

    private static readonly KeyReference.SecretEntry Entry = new("keys", "release", "cosign.pub");

    // Longer than every back-off and retry of a call, shorter than a call or the silence of a watch.
    private static readonly TimeSpan Waits = TimeSpan.FromSeconds(4.9);

    private readonly ManualTimeProvider _time = new();
    private readonly CosignKey _second = CosignKey.CreateP256();
    private FakeApiServer _api = null!;
    private RunningGate _gate = null!;
    private string _byFirst = "";
    private string _bySecond = "";

    public async Task InitializeAsync() => _api = await FakeApiServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _gate.DisposeAsync();
        await _api.DisposeAsync();
        _second.Dispose();
    }

    [Fact]
    public async Task The_entry_of_the_secret_is_the_key_and_follows_every_change()
    {
        await StartAsync(() => Put(_gate.Key.PublicPem));
        await UntilAsync(_byFirst, "");
        (await AskAsync(_bySecond)).Should().Contain("SignatureInvalid");
        (await MetricsAsync()).Should().Contain($"imagegate_signer_key_available{{key=\"{Key}\"}} 1");

        Put(_second.PublicPem);
        await UntilAsync(_bySecond, "");
        (await AskAsync(_byFirst)).Should().Contain("SignatureInvalid");

        // Two blocks: how a rotation has no gap.
        Put(_gate.Key.PublicPem + "\n" + _second.PublicPem);
        await UntilAsync(_byFirst, "");
        (await AskAsync(_bySecond)).Should().BeEmpty();

        _api.Remove(Path);
        await UntilAsync(_byFirst, "KeyUnavailable");
        (await AskAsync(_bySecond)).Should().Contain($"the key {Key} cannot be had now: there is no such Secret");
        (await MetricsAsync()).Should().Contain($"imagegate_signer_key_available{{key=\"{Key}\"}} 0");

        Put(_second.PublicPem);
        await UntilAsync(_bySecond, "");
        _api.Requests.Should().OnlyContain(request => request.Path == Collection && request.Query.Contains("fieldSelector=metadata.name%3Drelease"));
    }

    [Theory]
    [InlineData("other", "cm91bmQ=", "the Secret has no such entry")]
    [InlineData("cosign.pub", "//79", "the entry is not UTF-8 text")]
    [InlineData("cosign.pub", "cm91bmQ=", "no PEM block")]
    [InlineData("cosign.pub", "", "no PEM block")]
    public async Task An_entry_that_is_no_key_makes_the_signer_unavailable_and_says_why(string entry, string content, string why)
    {
        await StartAsync(() => _api.Put(Path, new JsonObject { ["data"] = new JsonObject { [entry] = content } }));
        await UntilAsync(_byFirst, why);
        (await AskAsync(_byFirst)).Should().Contain("KeyUnavailable");
        (await MetricsAsync()).Should().Contain($"imagegate_signer_key_available{{key=\"{Key}\"}} 0");
        (await ReadyAsync()).Should().Contain("[+] keys").And.Contain(why);
    }

    [Fact]
    public async Task A_huge_secret_is_bounded()
    {
        await StartAsync(() => Put(new string('x', 1024 * 1024)));
        await UntilAsync(_byFirst, "the entry has over 65536 bytes");
        _api.Put(Path, new JsonObject { ["data"] = new JsonObject { ["cosign.key"] = Base64(new string('x', 900_000)), ["cosign.pub"] = Base64(_gate.Key.PublicPem) } });
        await UntilAsync(_byFirst, "");
    }

    [Fact]
    public async Task A_private_key_is_shown_to_nobody()
    {
        string pem = "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nVmVyeVNlY3JldEJ5dGVz\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n";
        using var log = new KeptLines();
        await StartAsync(() => { });
        _gate.Get<ILoggerFactory>().AddProvider(log);
        Put(pem);
        await UntilAsync(_byFirst, "cannot be used");
        string[] texts = [await AskAsync(_byFirst), await ReadyAsync(), await MetricsAsync(), log.Text];
        texts.Should().OnlyContain(text => !text.Contains("VmVyeVNlY3JldEJ5dGVz") && !text.Contains("VerySecretBytes"));
        log.Text.Should().Contain("cannot be had: this is a private key").And.NotContain("has not been read yet");
    }

    [Fact]
    public async Task Nothing_but_the_entry_stays_in_memory()
    {
        await StartAsync(() => { });
        var whole = new Secret
        {
            Metadata = new ObjectMetadata { Namespace = "keys", Name = "release", Annotations = new Dictionary<string, string> { ["last-applied"] = "all of it" } },
            Data = new Dictionary<string, byte[]> { ["cosign.pub"] = new byte[100_000], ["cosign.key"] = [1] },
        };

        Secret kept = FollowedSecret.Keep(whole, "cosign.pub");

        kept.Metadata.Should().Be(new ObjectMetadata { Namespace = "keys", Name = "release" });
        kept.Data.Should().ContainSingle().Which.Value.Should().HaveCount(65_537);
        FollowedSecret.Keep(whole, "other").Data.Should().BeEmpty();
    }

    [Theory]
    [InlineData(403, "Forbidden", "its service account needs `get`, `list` and `watch` of this Secret")]
    [InlineData(401, "Unauthorized", "the API server does not accept ImageGate's credentials")]
    public async Task Without_the_right_to_read_it_the_answer_says_what_is_missing(int status, string reason, string why)
    {
        _api.Fail("*", FakeApiServer.Status(status, reason, "no"));
        await StartAsync(() => Put(_gate.Key.PublicPem));
        await UntilAsync(_byFirst, why);
        _api.Fail("*", (context, normally) => normally(context));
        await UntilAsync(_byFirst, "");
    }

    [Fact]
    public async Task An_api_server_that_is_away_at_the_start_is_waited_for_and_one_that_goes_away_changes_nothing()
    {
        _api.Fail("*", FakeApiServer.Status(500, "InternalError", "down"));
        await StartAsync(() => Put(_gate.Key.PublicPem));
        await UntilAsync(_byFirst, "the API server could not be asked yet");
        (await ReadyAsync()).Should().Contain("[+] keys: " + Key);
        string revision = _gate.Get<PolicyStore>().Current!.Revision;
        _api.Fail("*", (context, normally) => normally(context));
        await UntilAsync(_byFirst, "");

        // Away again, for an hour.
        _api.Fail("*", FakeApiServer.Status(500, "InternalError", "down"));
        for (int minutes = 0; minutes < 60; minutes++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        _gate.Get<PolicyStore>().Refresh();
        (await AskAsync(_byFirst)).Should().BeEmpty();
        (await AskAsync(_bySecond)).Should().Contain("SignatureInvalid");
        _gate.Get<PolicyStore>().Current!.Revision.Should().NotBe(revision);
    }

    [Fact]
    public async Task A_secret_is_followed_once_and_to_be_dropped_is_no_failure()
    {
        await StartAsync(() => Put(_gate.Key.PublicPem));
        var followed = new FollowedSecret(_gate.Get<ClusterConnection>().Client, Entry, _time);
        Task running = followed.RunAsync(CancellationToken.None);
        followed.RunAsync(CancellationToken.None).Should().BeSameAs(running);
        followed.Drop();
        await running;
    }

    [Fact]
    public async Task The_keys_of_policies_that_come_late_are_waited_for()
    {
        HeldRequests held = _api.Hold("GET " + Collection);
        await StartAsync(() => Put(_gate.Key.PublicPem), policies: "kind: Nothing");
        (await ReadyAsync()).Should().Contain("[-] policies: no policy set has been loaded");
        _gate.WritePolicies(Policies());
        _gate.Get<PolicyStore>().Refresh();
        await held.Arrived;
        (await ReadyAsync()).Should().Contain("[+] policies").And.Contain("[-] keys: " + Key + ": its Secret has not been read yet").And.EndWith("not ready\n");
        held.Release();
    }

    [Fact(Timeout = 60_000)]
    public async Task Not_ready_before_the_key_was_looked_for_and_ready_ever_after()
    {
        HeldRequests held = _api.Hold("GET " + Collection);
        await StartAsync(() => Put(_gate.Key.PublicPem));
        await held.Arrived;
        _gate.Get<PolicyStore>().Refresh();
        (await ReadyAsync()).Should().Contain("[-] keys: " + Key + ": its Secret has not been read yet");
        (await AskAsync(_byFirst)).Should().Contain("its Secret has not been read yet");
        held.Release();
        while (ReferenceEquals(_gate.Get<SecretKeys>().Find(Entry), FollowedSecret.NotReadYet))
        {
            await Task.Yield();
        }

        (await ReadyAsync()).Should().Contain("[-] keys: " + Key + ": there", "the policies in force do not know it yet");
        await UntilAsync(_byFirst, "");
        (await ReadyAsync()).Should().Contain("[+] keys: " + Key + ": there");

        // A policy that comes later waits for its key and makes nobody unready.
        using var log = new KeptLines();
        _gate.Get<ILoggerFactory>().AddProvider(log);
        _api.Hold("GET " + Collection);
        _gate.WritePolicies(Policies().Replace("release/cosign.pub", "next/cosign.pub", StringComparison.Ordinal));
        _gate.Get<PolicyStore>().Refresh();
        log.Text.Should().NotContain("cannot be had", "not to have looked yet is no news");
        (await AskAsync(_byFirst)).Should().Contain("its Secret has not been read yet");
        (await ReadyAsync()).Should().Contain("[+] keys: keys/next/cosign.pub: its Secret has not been read yet").And.EndWith("\nok\n");
        (await MetricsAsync()).Should().Contain("key=\"keys/next/cosign.pub\"").And.NotContain(Key);
    }

    [Fact]
    public async Task The_secret_of_another_namespace_is_another_key()
    {
        await StartAsync(() =>
        {
            Put(_gate.Key.PublicPem);
            for (int number = 0; number < 20; number++)
            {
                _api.Put($"/api/v1/namespaces/mallory-{number}/secrets/release", new JsonObject { ["data"] = new JsonObject { ["cosign.pub"] = Base64(_second.PublicPem) } });
            }

            // Also when the server does not keep to what was asked for.
            _api.Fail("GET " + Collection, async (context, normally) =>
            {
                context.Request.Path = "/api/v1/secrets";
                await normally(context);
            });
        });
        await UntilAsync(_byFirst, "");
        (await AskAsync(_bySecond)).Should().Contain("SignatureInvalid");
    }

    [Fact]
    public async Task A_secret_that_no_policy_names_any_more_is_not_watched()
    {
        HeldRequests watch = _api.Hold("WATCH " + Collection);
        await StartAsync(() => Put(_gate.Key.PublicPem));
        await UntilAsync(_byFirst, "");
        await watch.Arrived;
        _gate.WritePolicies(_gate.RequireKey());
        _gate.Get<PolicyStore>().Refresh();
        await watch.Aborted;
        (await AskAsync(_byFirst)).Should().BeEmpty();
        (await MetricsAsync()).Should().NotContain("imagegate_signer_key_available{");
        (await ReadyAsync()).Should().Contain("[+] keys: none is kept elsewhere");
    }

    [Fact]
    public async Task Without_an_api_server_the_answer_says_which_setting()
    {
        await StartAsync(() => Put(_gate.Key.PublicPem), enabled: false);
        (await AskAsync(_byFirst)).Should().Contain("KeyUnavailable").And.Contain("set `Kubernetes:Enabled`");
        _api.Requests.Should().BeEmpty();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private void Put(string pem) => _api.Put(Path, new JsonObject { ["data"] = new JsonObject { ["cosign.pub"] = Base64(pem), ["cosign.password"] = "c2VjcmV0" } });

    private async Task StartAsync(Action prepare, bool enabled = true, string? policies = null)
    {
        _gate = await RunningGate.StartAsync(
            withPolicies: false,
            configure: (gate, settings) =>
            {
                _gate = gate;
                prepare();
                gate.WritePolicies(policies ?? Policies());
                settings["Policies:PollSeconds"] = "10";
                settings["Kubernetes:Enabled"] = enabled ? "true" : "false";
                if (enabled)
                {
                    string file = System.IO.Path.Combine(gate.Folder, "kubeconfig");
                    File.WriteAllText(file, KubeconfigText.Of(_api));
                    settings["Kubernetes:Kubeconfig"] = file;
                }
            },
            _time);
        _byFirst = Push("first", _gate.Key);
        _bySecond = Push("second", _second);
    }

    private string Policies() => _gate.RequireKey().Replace(
        $"{{pem: \"{_gate.Key.PublicPem.Replace("\n", "\\n", StringComparison.Ordinal)}\"}}", $"{{secret: {Key}}}", StringComparison.Ordinal);

    private string Push(string name, CosignKey key)
    {
        Digest image = _gate.Registry.PushImage(name, "v1");
        _gate.Registry.PushSignature(name, image, key.Sign(image));
        return $"{_gate.Registry.Host}/{name}:v1";
    }

    /// <summary>Why the image is not admitted; empty: it is.</summary>
    private async Task<string> AskAsync(string image)
    {
        JsonElement response = await _gate.DecideAsync(image, "/mutate");
        return response.GetProperty("allowed").GetBoolean() ? "" : response.GetProperty("status").GetProperty("message").GetString()!;
    }

    /// <summary>Polls, and lets short waits pass, until an answer is as wanted; empty: admitted.</summary>
    private async Task UntilAsync(string image, string wanted)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            _gate.Get<PolicyStore>().Refresh();
            string answer = await AskAsync(image);
            if (wanted.Length == 0 ? answer.Length == 0 : answer.Contains(wanted, StringComparison.Ordinal))
            {
                return;
            }

            deadline.IsCancellationRequested.Should().BeFalse("the answer should become \"{0}\" and was {1}", wanted, answer);
            Task<TimeSpan> next = _time.NextTimerAsync(Waits);
            if (next.IsCompleted)
            {
                _time.Advance(await next);
            }
        }
    }

    private async Task<string> MetricsAsync() => await _gate.Client.GetStringAsync($"{_gate.Metrics}/metrics");

    private async Task<string> ReadyAsync()
    {
        using HttpResponseMessage answer = await _gate.Client.GetAsync($"{_gate.Metrics}/readyz?verbose");
        return await answer.Content.ReadAsStringAsync();
    }
}
