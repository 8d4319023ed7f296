using System.Text;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Server.Tests.Telemetry;

/// <summary>What an OTLP receiver is sent.</summary>
public sealed class OtlpTests
{
    // Letters in ASCII, so that they can be seen in the protobuf.
    private const string TraceId = "41414141414141414141414141414141";
    private const string SpanId = "4242424242424242";

    [Fact]
    public async Task A_request_is_a_span_in_the_caller_s_trace_with_children_and_registries_hear_nothing_of_it()
    {
        await using AlertSink receiver = await AlertSink.StartAsync();
        RunningGate gate = await RunningGate.StartAsync(configure: (_, settings) => settings["Telemetry:OtlpEndpoint"] = receiver.Url.GetLeftPart(UriPartial.Authority));
        Digest image = gate.Registry.PushImage("app", "v1");
        gate.Registry.PushSignature("app", image, gate.Key.Sign(image));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{gate.Webhook}/mutate")
        {
            Content = new StringContent(RunningGate.Pod($"{gate.Registry.Host}/app:v1"), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", $"00-{TraceId}-{SpanId}-01");
        (await gate.Client.SendAsync(request)).Dispose();
        IReadOnlyList<RecordedRequest> asked = gate.Registry.Requests;
        await gate.DisposeAsync();                                     // sends what is left

        asked.Should().NotBeEmpty().And.NotContain(one => one.Headers.ContainsKey("traceparent"));
        string spans = string.Concat(receiver.Received.Where(one => one.Path == "/v1/traces").Select(one => one.Body));
        spans.Should().Contain(new string('A', 16)).And.Contain(new string('B', 8)).And.Contain("imagegate.outcome").And.Contain("allowed").And.Contain("resolve").And.Contain("fetch").And.Contain("verify").And.Contain("registry request").And.NotContain("/v2/");
        string metrics = string.Concat(receiver.Received.Where(one => one.Path == "/v1/metrics").Select(one => one.Body));
        metrics.Should().Contain("imagegate_decisions_total").And.Contain("imagegate_phase_duration_seconds").And.Contain("dotnet.gc.pause.time");
    }

    [Theory]
    [InlineData("collector:4318")]
    [InlineData("ftp://collector")]
    [InlineData("http://user:password@collector")]
    public void An_address_that_is_none_stops_the_start(string address)
    {
        Action build = () => GateApplication.Build([], new Dictionary<string, string?> { ["Telemetry:OtlpEndpoint"] = address });

        build.Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>().Which.Message.Should().Contain("Telemetry:OtlpEndpoint").And.NotContain("password");
    }
}
