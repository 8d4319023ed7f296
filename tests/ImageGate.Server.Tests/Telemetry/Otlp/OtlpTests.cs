using System.Text;
using ImageGate.Server.Tests.Keys;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Server.Tests.Telemetry.Otlp;

/// <summary>What an OTLP receiver is sent.</summary>
[Collection(OtlpCollection.Name)]
public sealed class OtlpTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string SpanId = "b7ad6b7169203331";

    [Fact]
    public async Task A_request_is_a_span_in_the_callers_trace_with_children_and_registries_hear_nothing_of_it()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        (RunningGate gate, string image) = await StartAsync(receiver);

        await AskAsync(gate, image, $"00-{TraceId}-{SpanId}-01");
        IReadOnlyList<RecordedRequest> asked = gate.Registry.Requests;
        await gate.DisposeAsync();                                     // sends what is left

        asked.Should().NotBeEmpty().And.NotContain(one => one.Headers.ContainsKey("traceparent"));
        OtlpSpan request = receiver.Spans.Should().ContainSingle(span => span.Name == "mutate").Which;
        (request.TraceId, request.ParentId, request.Kind).Should().Be((TraceId, SpanId, OtlpSpan.Server));
        request.Attributes.Should().Equal(new Dictionary<string, string>
        {
            ["imagegate.outcome"] = "allowed",
            ["imagegate.uid"] = "3f1a",
            ["k8s.namespace.name"] = "default",
            ["imagegate.images"] = "1",
        });
        SeeChildren(receiver.Spans, request, gate.Registry.Host);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("garbage")]
    [InlineData($"00-00000000000000000000000000000000-{SpanId}-01")]
    public async Task A_request_without_a_trace_of_its_own_begins_one(string? traceparent)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        (RunningGate gate, string image) = await StartAsync(receiver);

        await AskAsync(gate, image, traceparent);
        await AskAsync(gate, image, traceparent, "/validate");
        await gate.DisposeAsync();

        OtlpSpan[] requests = [.. receiver.Spans.Where(span => span.ParentId.Length == 0)];
        requests.Select(span => span.Name).Should().Equal("mutate", "validate");
        requests.Select(span => span.TraceId).Should().OnlyHaveUniqueItems().And.OnlyContain(id => id.Length == 32 && id.Trim('0').Length > 0);
        SeeChildren([.. receiver.Spans.Where(span => span.TraceId == requests[0].TraceId)], requests[0], gate.Registry.Host);
    }

    [Fact]
    public async Task A_caller_that_does_not_sample_is_followed()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        (RunningGate gate, string image) = await StartAsync(receiver);

        await AskAsync(gate, image, $"00-{TraceId}-{SpanId}-00");
        await gate.DisposeAsync();

        receiver.Spans.Should().BeEmpty();
    }

    [Fact]
    public async Task Metrics_have_their_names_and_a_point_for_each_set_of_labels()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        (RunningGate gate, string image) = await StartAsync(receiver);

        await AskAsync(gate, image, null);
        await gate.DisposeAsync();

        OtlpPoint decision = receiver.Points.Should().ContainSingle(point => point.Metric == "imagegate_decisions_total").Which;
        (decision.Scope, decision.Type, decision.Temporality, decision.Value).Should().Be(("ImageGate", "counter", 2UL, 1));
        decision.Attributes.Should().Equal(new Dictionary<string, string> { ["path"] = "mutate", ["outcome"] = "allowed" });
        OtlpPoint took = receiver.Points.Should().ContainSingle(point => point.Metric == "imagegate_phase_duration_seconds" && point.Attributes["phase"] == "resolve").Which;
        (took.Type, took.Unit, took.Value).Should().Be(("histogram", "s", 1));
        took.Sum.Should().BePositive();
        receiver.Points.Should().Contain(point => point.Scope == "System.Runtime" && point.Metric == "dotnet.gc.pause.time")
            .And.Contain(point => point.Scope == "Microsoft.AspNetCore.Server.Kestrel" && point.Metric == "kestrel.active_connections");
        receiver.Points.Select(point => point.Scope).Distinct().Should().BeEquivalentTo("ImageGate", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel");
    }

    [Fact]
    public async Task Nothing_that_is_sent_holds_a_secret_a_path_or_a_specification()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        (RunningGate gate, string image) = await StartAsync(receiver);

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{gate.Webhook}/mutate?token=hush")
        {
            Content = new StringContent(
                RunningGate.Pod(image).Replace("\"containers\":[{", "\"containers\":[{\"env\":[{\"name\":\"PASSWORD\",\"value\":\"hush\"}],", StringComparison.Ordinal), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Authorization", "Bearer hush");
        (await gate.Client.SendAsync(request)).EnsureSuccessStatusCode().Dispose();
        await gate.DisposeAsync();

        receiver.Spans.Should().Contain(span => span.Name == "mutate" && span.Attributes["imagegate.outcome"] == "allowed");
        receiver.Requests.Should().NotBeEmpty().And.NotContain(one => one.Body.Contains("hush") || one.Body.Contains("PASSWORD") || one.Body.Contains("/v2/") || one.Body.Contains("app@"));
        receiver.Requests.Should().OnlyContain(one => one.Headers["Content-Type"] == "application/x-protobuf");
        receiver.Resources.Should().NotBeEmpty().And.OnlyContain(resource => resource["service.name"] == "imagegate");
    }

    [Fact]
    public async Task A_key_that_is_asked_for_in_the_background_is_a_span_and_a_phase_of_its_own()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        KmsGate world = await KmsGate.StartAsync(configure: (_, settings) => settings["Telemetry:OtlpEndpoint"] = receiver.Endpoint);
        string image = world.Push("app", world.Gate.Key);
        await world.SettleAsync();
        (await world.AskAsync(image)).IsAllowed.Should().BeTrue();
        (await world.MetricsAsync()).Should().Contain("imagegate_phase_duration_seconds_count{phase=\"key\"} 1\n");
        await world.DisposeAsync();

        OtlpSpan key = receiver.Spans.Should().ContainSingle(span => span.Name == "key").Which;
        (key.ParentId, key.Kind).Should().Be(("", OtlpSpan.Internal));
        key.Attributes.Should().BeEmpty("the key's URI stands in the policies, and its token nowhere");
        receiver.Spans.Should().ContainSingle(span => span.Name == "mutate").Which.TraceId.Should().NotBe(key.TraceId);
        receiver.Points.Should().ContainSingle(point => point.Metric == "imagegate_phase_duration_seconds" && point.Attributes["phase"] == "key").Which.Value.Should().Be(1);
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

    private static async Task<(RunningGate Gate, string Image)> StartAsync(OtlpReceiver receiver)
    {
        RunningGate gate = await RunningGate.StartAsync(configure: (_, settings) => settings["Telemetry:OtlpEndpoint"] = receiver.Endpoint);
        Digest image = gate.Registry.PushImage("app", "v1");
        gate.Registry.PushSignature("app", image, gate.Key.Sign(image));
        return (gate, $"{gate.Registry.Host}/app:v1");
    }

    private static async Task AskAsync(RunningGate gate, string image, string? traceparent, string path = "/mutate")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, gate.Webhook + path) { Content = new StringContent(RunningGate.Pod(image), Encoding.UTF8, "application/json") };
        if (traceparent is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", traceparent);
        }

        (await gate.Client.SendAsync(request)).EnsureSuccessStatusCode().Dispose();
    }

    // One tag was resolved; signatures were read and verified; each question to the registry is a child of the phase that asked it.
    private static void SeeChildren(IReadOnlyList<OtlpSpan> spans, OtlpSpan request, string host)
    {
        spans.Should().OnlyContain(span => span.Scope == "ImageGate" && span.TraceId == request.TraceId && span.Start <= span.End && span.Start >= request.Start);
        spans.Select(span => span.SpanId).Should().OnlyHaveUniqueItems().And.OnlyContain(id => id.Length == 16);
        OtlpSpan[] phases = [.. spans.Where(span => span.ParentId == request.SpanId)];
        phases.Should().OnlyContain(span => span.Kind == OtlpSpan.Internal && span.Attributes.Count == 0);
        phases.Select(span => span.Name).Distinct().Should().BeEquivalentTo("resolve", "fetch", "verify");
        phases.Should().ContainSingle(span => span.Name == "resolve");
        OtlpSpan[] questions = [.. spans.Except(phases).Where(span => span.SpanId != request.SpanId)];
        questions.Should().HaveCountGreaterThanOrEqualTo(3).And.OnlyContain(span => span.Name == "registry request" && span.Kind == OtlpSpan.Client);
        phases.Where(span => span.Name is "resolve").Should().OnlyContain(phase => questions.Count(span => span.ParentId == phase.SpanId) == 1);
        questions.Should().OnlyContain(span => phases.Any(phase => phase.SpanId == span.ParentId && phase.Name != "verify"));
        questions.Should().OnlyContain(span => span.Attributes.Count == 3 && span.Attributes["server.address"] == host && span.Attributes["http.response.status_code"].Length == 3);
        questions.Select(span => span.Attributes["http.request.method"]).Should().OnlyContain(method => method == "GET" || method == "HEAD");
    }
}
