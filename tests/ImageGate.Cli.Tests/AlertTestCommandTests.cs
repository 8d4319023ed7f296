using System.Text.Json.Nodes;
using ImageGate.Testing;

namespace ImageGate.Cli.Tests;

public sealed class AlertTestCommandTests : IAsyncLifetime
{
    private readonly string _file = Path.GetTempFileName();
    private AlertSink _sink = null!;

    public async Task InitializeAsync()
    {
        _sink = await AlertSink.StartAsync();
        await File.WriteAllTextAsync(_file, $$"""
            apiVersion: imagegate.dev/v1
            kind: AlertConfig
            metadata: {name: alerts}
            spec:
              cluster: prod
              receivers: [{name: ops, events: [unavailable], format: webhook, url: "{{_sink.Url}}", insecureHttp: true}]
            """);
    }

    public async Task DisposeAsync()
    {
        await _sink.DisposeAsync();
        File.Delete(_file);
    }

    [Fact]
    public async Task A_receiver_that_takes_the_alert_gives_0()
    {
        (int code, string output, _) = await RunAsync("alert", "test", "--config", _file, "--receiver", "ops");

        (code, output).Should().Be((0, "receiver ops took the alert: HTTP 200\n"));
        JsonNode body = JsonNode.Parse((await _sink.NextAsync()).Body)!;
        (body["decision"]!.GetValue<string>(), body["cluster"]!.GetValue<string>(), body["reasonCode"]!.GetValue<string>()).Should().Be(("unavailable", "prod", "Test"));
    }

    [Theory]
    [InlineData(404, 1)]
    [InlineData(302, 1)]
    [InlineData(500, 3)]
    public async Task One_that_does_not_says_why_without_the_address(int status, int expected)
    {
        _sink.AnswerWith(status);

        (int code, _, string error) = await RunAsync("alert", "test", "--config", _file, "--receiver", "ops");

        code.Should().Be(expected);
        error.Should().Contain($"did not take the alert: it answers HTTP {status}").And.NotContain("secret");
        _sink.Received.Should().ContainSingle("it is tried once");
    }

    [Fact]
    public async Task An_unknown_receiver_gives_2_and_the_names()
    {
        (int code, _, string error) = await RunAsync("alert", "test", "--config", _file, "--receiver", "opps");

        code.Should().Be(2);
        error.Should().Contain("there is no receiver opps; there are ops");
    }

    [Fact]
    public async Task A_wrong_configuration_gives_1_and_every_error()
    {
        await File.WriteAllTextAsync(_file, "kind: AlertConfig");

        (int code, _, string error) = await RunAsync("alert", "test", "--config", _file, "--receiver", "ops");

        code.Should().Be(1);
        error.Should().Contain("apiVersion: is missing").And.Contain("spec: is missing");
        _sink.Received.Should().BeEmpty();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await GateCommand.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
