using System.Text.RegularExpressions;
using ImageGate.Sigstore;

namespace ImageGate.Server.Tests.Telemetry;

/// <summary>What requests leave in the metrics.</summary>
public sealed partial class MeasurementTests
{
    [Fact]
    public async Task A_request_is_measured_with_its_phases_and_a_known_answer_has_none()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        Digest image = gate.Registry.PushImage("app", "v1");
        gate.Registry.PushSignature("app", image, gate.Key.Sign(image));

        await gate.DecideAsync($"{gate.Registry.Host}/app:v1");
        string first = await MetricsAsync(gate);
        await gate.DecideAsync($"{gate.Registry.Host}/app@{image}", "/validate");
        string second = await MetricsAsync(gate);

        first.Should().Contain("imagegate_request_duration_seconds_count{path=\"mutate\",outcome=\"allowed\"} 1\n")
            .And.Contain("imagegate_phase_duration_seconds_count{phase=\"resolve\"} 1\n")
            .And.MatchRegex("imagegate_phase_duration_seconds_count\\{phase=\"fetch\"\\} [12]\n")
            .And.MatchRegex("imagegate_phase_duration_seconds_count\\{phase=\"verify\"\\} [123]\n")
            .And.MatchRegex("kestrel_active_connections\\{.*\\} 1\n")
            .And.Contain("kestrel_tls_handshake_duration_seconds_count{");
        second.Should().Contain("imagegate_request_duration_seconds_count{path=\"validate\",outcome=\"allowed\"} 1\n");
        Phases(second).Should().Equal(Phases(first));
    }

    [Fact]
    public async Task Connections_to_another_server_of_the_same_process_are_not_counted()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        await using RunningGate other = await RunningGate.StartAsync();

        await other.DecideAsync("nginx");

        string metrics = await MetricsAsync(gate);
        Ports(metrics).Should().Equal([new Uri(gate.Metrics).Port], "the one that reads the metrics");
        Ports(await MetricsAsync(other)).Should().BeEquivalentTo([new Uri(other.Metrics).Port, new Uri(other.Webhook).Port]);
        metrics.Should().NotContain("kestrel_tls_handshake_duration_seconds_count{");
    }

    [Theory]
    [InlineData("enforce")]
    [InlineData("audit")]
    public async Task What_a_policy_says_is_counted_with_its_mode_and_reason(string mode)
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        gate.WritePolicies(gate.RequireKey().Replace("spec:\n  images", $"spec:\n  mode: {mode}\n  images", StringComparison.Ordinal));
        gate.Get<PolicyStore>().Refresh();
        gate.Registry.PushImage("app", "v1");

        await gate.DecideAsync($"{gate.Registry.Host}/app:v1");

        (await MetricsAsync(gate)).Should().Contain($"imagegate_policy_results_total{{policy=\"apps\",mode=\"{mode}\",result=\"failed\",reason=\"NoSignature\"}} 1\n");
    }

    [Fact]
    public async Task Nothing_of_a_stranger_becomes_a_label()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        string review = RunningGate.Pod("stranger.example/stranger/image:stranger").Replace("\"default\"", "\"stranger\"", StringComparison.Ordinal)
            .Replace("\"username\":\"u\"", "\"username\":\"stranger\"", StringComparison.Ordinal).Replace("\"name\":\"p\"", "\"name\":\"stranger\"", StringComparison.Ordinal);

        await gate.AskAsync(review);
        await gate.DecideAsync($"{gate.Registry.Host}/stranger:stranger");

        (await MetricsAsync(gate)).Should().Contain("NoPolicyMatches").And.Contain("ImageNotFound").And.NotContain("stranger");
    }

    private static Task<string> MetricsAsync(RunningGate gate) => gate.Client.GetStringAsync($"{gate.Metrics}/metrics");

    private static string[] Phases(string metrics) => [.. PhaseCount().Matches(metrics).Select(match => match.Value)];

    private static int[] Ports(string metrics) => [.. ActivePort().Matches(metrics).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

    [GeneratedRegex("kestrel_active_connections\\{.*server_port=\"([0-9]+)\".*\\} [1-9]")]
    private static partial Regex ActivePort();

    [GeneratedRegex("imagegate_phase_duration_seconds_count.*")]
    private static partial Regex PhaseCount();
}
