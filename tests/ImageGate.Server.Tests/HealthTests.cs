using System.Net;

namespace ImageGate.Server.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task The_server_is_live_at_once_and_ready_after_the_first_good_policies()
    {
        await using RunningGate gate = await RunningGate.StartAsync(withPolicies: false);

        (await gate.Client.GetAsync($"{gate.Metrics}/livez")).StatusCode.Should().Be(HttpStatusCode.OK);
        using HttpResponseMessage before = await gate.Client.GetAsync($"{gate.Metrics}/readyz?verbose");
        gate.WritePolicies(gate.RequireKey());
        gate.Get<PolicyStore>().Refresh();
        using HttpResponseMessage after = await gate.Client.GetAsync($"{gate.Metrics}/readyz?verbose");

        before.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await before.Content.ReadAsStringAsync()).Should().Contain("[-] policies").And.Contain("[+] certificate").And.Contain("not ready");
        after.StatusCode.Should().Be(HttpStatusCode.OK);
        (await after.Content.ReadAsStringAsync()).Should().Contain("[+] policies: 1 policies in force");
    }

    [Fact]
    public async Task A_missing_certificate_is_not_ready()
    {
        await using RunningGate gate = await RunningGate.StartAsync(configure: (running, settings) =>
        {
            settings["Tls:CertificateFile"] = Path.Combine(running.Folder, "none.crt");
            settings["Tls:KeyFile"] = Path.Combine(running.Folder, "none.key");
        });

        using HttpResponseMessage answer = await gate.Client.GetAsync($"{gate.Metrics}/readyz?verbose");

        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("[-] certificate");
        Func<Task> decide = () => gate.DecideAsync("x");
        await decide.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task A_broken_change_keeps_the_last_good_policies_and_says_so()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        string revision = gate.Get<PolicyStore>().Current!.Revision;

        gate.WritePolicies(gate.RequireKey() + "\nunknown: field");
        gate.Get<PolicyStore>().Refresh();

        gate.Get<PolicyStore>().Current!.Revision.Should().Be(revision);
        using HttpResponseMessage answer = await gate.Client.GetAsync($"{gate.Metrics}/readyz?verbose");
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("rejected").And.Contain("policies.yaml:");
        (await gate.Client.GetStringAsync($"{gate.Metrics}/metrics")).Should().Contain("imagegate_policy_last_load_ok 0").And.Contain("imagegate_policy_loads_total{result=\"rejected\"} 1");
    }

    [Fact]
    public async Task A_good_change_takes_effect_and_an_unchanged_folder_is_not_loaded_again()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        gate.Registry.PushImage("app", "v1");
        (await gate.DecideAsync($"{gate.Registry.Host}/app:v1")).GetProperty("allowed").GetBoolean().Should().BeFalse();

        gate.WritePolicies(gate.RequireKey().Replace("spec:\n  images", "spec:\n  mode: audit\n  images", StringComparison.Ordinal));
        gate.Get<PolicyStore>().Refresh();
        gate.Get<PolicyStore>().Refresh();

        (await gate.DecideAsync($"{gate.Registry.Host}/app:v1")).GetProperty("allowed").GetBoolean().Should().BeTrue();
        (await gate.Client.GetStringAsync($"{gate.Metrics}/metrics")).Should().Contain("imagegate_policy_loads_total{result=\"loaded\"} 2");
    }

    [Fact]
    public async Task Decisions_are_counted_by_outcome_and_reason()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        gate.Registry.PushImage("app", "v1");

        await gate.DecideAsync($"{gate.Registry.Host}/app:v1");
        await gate.DecideAsync("nginx", "/validate");

        string text = await gate.Client.GetStringAsync($"{gate.Metrics}/metrics");
        text.Should().Contain("# TYPE imagegate_decisions_total counter");
        text.Should().Contain("imagegate_decisions_total{path=\"mutate\",outcome=\"denied\"} 1");
        text.Should().Contain("imagegate_decisions_total{path=\"validate\",outcome=\"denied\"} 1");
        text.Should().Contain("imagegate_image_verdicts_total{outcome=\"denied\",reason=\"NoSignature\"} 1");
        text.Should().Contain("imagegate_image_verdicts_total{outcome=\"denied\",reason=\"NoPolicyMatches\"} 1");
    }
}
