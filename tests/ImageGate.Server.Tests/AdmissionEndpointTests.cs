using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Server.Tests.Telemetry;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Server.Tests;

public sealed class AdmissionEndpointTests
{
    [Fact]
    public async Task A_signed_image_is_admitted_and_pinned_over_https()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        Digest image = gate.Registry.PushImage("app", "v1");
        gate.Registry.PushSignature("app", image, gate.Key.Sign(image));

        JsonElement response = await gate.DecideAsync($"{gate.Registry.Host}/app:v1");

        response.GetProperty("allowed").GetBoolean().Should().BeTrue();
        Encoding.UTF8.GetString(response.GetProperty("patch").GetBytesFromBase64()).Should().Contain($"{gate.Registry.Host}/app:v1@{image}");
        response.GetProperty("uid").GetString().Should().Be("3f1a");
    }

    [Fact]
    public async Task An_unsigned_image_is_denied_with_its_reason()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        gate.Registry.PushImage("app", "v1");

        JsonElement response = await gate.DecideAsync($"{gate.Registry.Host}/app:v1");

        response.GetProperty("allowed").GetBoolean().Should().BeFalse();
        response.GetProperty("status").GetProperty("message").GetString().Should().Contain("NoSignature").And.Contain("\"apps\"");
    }

    [Fact]
    public async Task A_cold_decision_costs_three_registry_requests_and_a_warm_one_the_tag_alone()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        Digest image = gate.Registry.PushImage("app", "v1");
        gate.Registry.PushSignature("app", image, gate.Key.Sign(image));
        gate.Registry.ForgetRequests();

        await gate.DecideAsync($"{gate.Registry.Host}/app:v1");

        gate.Registry.Requests.Should().HaveCount(3);
        gate.Registry.ForgetRequests();
        await gate.DecideAsync($"{gate.Registry.Host}/app:v1");
        gate.Registry.Requests.Should().ContainSingle();
        string metrics = await gate.Client.GetStringAsync($"{gate.Metrics}/metrics");
        metrics.Should().Contain("imagegate_verdict_cache_hits_total 1\n").And.Contain("imagegate_verdict_cache_misses_total 1\n")
            .And.Contain("imagegate_verdict_cache_entries 1\n").And.Contain("# TYPE imagegate_verdict_cache_hits_total counter").And.Contain("# TYPE imagegate_verdict_cache_entries gauge");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/yaml")]
    [InlineData("application/jsonx")]
    public async Task Another_content_type_is_415(string contentType)
    {
        await using RunningGate gate = await RunningGate.StartAsync();

        using HttpResponseMessage answer = await gate.PostAsync("/mutate", RunningGate.Pod("x"), contentType);

        answer.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("application/json");
    }

    [Fact]
    public async Task No_content_type_is_415()
    {
        await using RunningGate gate = await RunningGate.StartAsync();

        using HttpResponseMessage answer = await gate.Client.PostAsync($"{gate.Webhook}/mutate", new ByteArrayContent("{}"u8.ToArray()));

        answer.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_bound_is_413_whether_its_length_is_announced_or_not(bool announced)
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        var content = new StreamContent(new MemoryStream(new byte[Kubernetes.Limits.MaxReviewBytes + 1]));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{gate.Webhook}/mutate") { Content = content };
        request.Headers.TransferEncodingChunked = announced ? null : true;
        content.Headers.ContentLength = announced ? Kubernetes.Limits.MaxReviewBytes + 1 : null;

        using HttpResponseMessage answer = await gate.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","request":{"uid":"x"}}""")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","kind":"AdmissionReview"}""")]
    public async Task What_is_no_review_is_400_with_one_line(string body)
    {
        await using RunningGate gate = await RunningGate.StartAsync();

        using HttpResponseMessage answer = await gate.PostAsync("/validate", body);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Trim().Should().NotBeEmpty().And.NotContain("\n");
    }

    [Fact]
    public async Task A_nesting_bomb_and_invalid_utf8_are_400_and_the_server_lives_on()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        string bomb = new string('[', 1_000_000) + new string(']', 1_000_000);
        var invalid = new ByteArrayContent([.. "{\"apiVersion\":\""u8, 0xff, 0xfe, .. "\"}"u8]);
        invalid.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using HttpResponseMessage first = await gate.PostAsync("/mutate", bomb);
        using HttpResponseMessage second = await gate.Client.PostAsync($"{gate.Webhook}/mutate", invalid);

        first.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        second.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await gate.DecideAsync("nginx")).GetProperty("allowed").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task Ten_thousand_containers_are_400()
    {
        await using RunningGate gate = await RunningGate.StartAsync();

        using HttpResponseMessage answer = await gate.PostAsync("/mutate", RunningGate.Pod([.. Enumerable.Repeat("nginx", 10_000)]));

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("images");
    }

    [Theory]
    [InlineData("GET", "/mutate", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/", HttpStatusCode.NotFound)]
    [InlineData("POST", "/mutate/x", HttpStatusCode.NotFound)]
    [InlineData("GET", "/livez", HttpStatusCode.NotFound)]
    [InlineData("GET", "/readyz", HttpStatusCode.NotFound)]
    [InlineData("GET", "/metrics", HttpStatusCode.NotFound)]
    public async Task Nothing_else_is_on_the_webhooks_port(string method, string path, HttpStatusCode expected)
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), gate.Webhook + path);
        request.Headers.Host = new Uri(gate.Metrics).Authority;                // a Host header does not choose the port

        using HttpResponseMessage answer = await gate.Client.SendAsync(request);

        answer.StatusCode.Should().Be(expected);
    }

    [Theory]
    [InlineData("/mutate")]
    [InlineData("/validate")]
    public async Task The_webhook_is_not_on_the_plain_port(string path)
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, gate.Metrics + path) { Content = new StringContent(RunningGate.Pod("x"), Encoding.UTF8, "application/json") };
        request.Headers.Host = new Uri(gate.Webhook).Authority;

        using HttpResponseMessage answer = await gate.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_unavailable_before_the_api_server_gives_up()
    {
        await using RunningGate gate = await RunningGate.StartAsync(configure: (_, settings) => settings["Registry:TimeoutSeconds"] = "20");
        gate.Registry.PushImage("app", "v1");
        HeldRequests held = gate.Registry.Hold("/v2/app/manifests/v1");

        JsonElement response = await gate.DecideAsync($"{gate.Registry.Host}/app:v1", "/mutate?timeout=1s");

        response.GetProperty("allowed").GetBoolean().Should().BeFalse();
        response.GetProperty("status").GetProperty("code").GetInt32().Should().Be(503);
        response.GetProperty("status").GetProperty("message").GetString().Should().Contain("RegistryTimeout").And.NotContain("NoSignature");
        held.Release();
    }

    [Fact]
    public async Task Who_waits_for_a_registry_holds_no_body_and_is_answered_as_it_was_asked()
    {
        LoggedGate logged = await LoggedGate.StartAsync();
        RunningGate gate = logged.Gate;
        gate.Registry.PushImage("app", "v1");
        HeldRequests held = gate.Registry.Hold("/v2/app/manifests/v1");
        Task<JsonElement> waiting = gate.AskAsync(Review("first"));
        await held.Arrived;
        string metrics = await gate.Client.GetStringAsync($"{gate.Metrics}/metrics");
        metrics.Should().Contain("imagegate_admissions_in_flight 1\n").And.Contain("imagegate_admissions_body_bytes 0\n");

        // Others of the same length get the same memory.
        for (int i = 0; i < 8; i++)
        {
            (await gate.AskAsync(Review("other").Replace("app:v1", "app:v2", StringComparison.Ordinal))).GetProperty("allowed").GetBoolean().Should().BeFalse();
        }

        held.Release();
        (await waiting).GetProperty("status").GetProperty("message").GetString().Should().Contain("app:v1").And.Contain("NoSignature");
        (await logged.DecisionsAsync()).Select(line => $"{line.GetProperty("name").GetString()} {line.GetProperty("owner").GetString()}")
            .Should().Equal(["other-* ReplicaSet/other", "first-* ReplicaSet/first"], "repetitions are counted");

        string Review(string name)
        {
            JsonNode review = JsonNode.Parse(RunningGate.Pod($"{gate.Registry.Host}/app:v1"))!;
            review["request"]!["name"] = "";
            review["request"]!["object"]!["metadata"] = JsonNode.Parse(
                $$"""{"generateName": "{{name}}-", "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "{{name}}", "uid": "7", "controller": true}]}""");
            return review.ToJsonString();
        }
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up_at_the_deadline()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", new Uri(gate.Webhook).Port);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("127.0.0.1");
        await tls.WriteAsync("POST /mutate?timeout=1s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray());

        using var reader = new StreamReader(tls);
        (await reader.ReadLineAsync()).Should().StartWith("HTTP/1.1 408");
        string? line = "";
        while (line?.StartsWith("the request's body", StringComparison.Ordinal) == false)
        {
            line = await reader.ReadLineAsync();
        }

        line.Should().Be("the request's body did not arrive in time", "the server's own bound comes much later");
    }

    [Fact]
    public async Task Before_the_first_policies_nothing_is_decided()
    {
        await using RunningGate gate = await RunningGate.StartAsync(withPolicies: false);

        using HttpResponseMessage answer = await gate.PostAsync("/mutate", RunningGate.Pod("x"));

        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("no policy set");
    }

    [Fact]
    public async Task A_request_under_way_is_finished_when_the_server_is_told_to_stop()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        Digest image = gate.Registry.PushImage("app", "v1");
        gate.Registry.PushSignature("app", image, gate.Key.Sign(image));
        HeldRequests held = gate.Registry.Hold("/v2/app/manifests/v1");
        Task<JsonElement> deciding = gate.DecideAsync($"{gate.Registry.Host}/app:v1");
        await held.Arrived;

        Task stopping = gate.Server.StopAsync();
        gate.Get<Readiness>().Check().Should().Contain(check => check.Name == "running" && !check.Passed);
        held.Release();

        (await deciding).GetProperty("allowed").GetBoolean().Should().BeTrue();
        await stopping;
    }
}
