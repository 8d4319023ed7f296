using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Server.Tests;

/// <summary>More than can be taken on is refused in a way that holds; what is known is answered meanwhile.</summary>
[Collection(nameof(OverloadTests))]
public sealed class OverloadTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task One_more_than_can_be_taken_on_is_denied_with_its_uid_and_asked_to_try_again()
    {
        await using RunningGate gate = await StartAsync(atOnce: 1, queued: 0);
        Push(gate, "app");
        HeldRequests held = gate.Registry.Hold("/v2/app/manifests/v1");
        Task<JsonElement> first = gate.DecideAsync($"{gate.Registry.Host}/app:v1");
        await held.Arrived;

        JsonElement shed = await gate.DecideAsync($"{gate.Registry.Host}/app:v1");

        ShouldBeShed(shed);
        (await Metrics(gate)).Should().Contain("imagegate_admissions_shed_total{reason=\"queue\"} 1\n").And.Contain("imagegate_admissions_in_flight 1\n");
        held.Release();
        (await first).GetProperty("allowed").GetBoolean().Should().BeTrue();
        await ShouldHoldNothingAsync(gate);
        (await gate.DecideAsync($"{gate.Registry.Host}/app:v1")).GetProperty("allowed").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Who_finds_a_place_in_the_queue_is_decided_in_turn()
    {
        await using RunningGate gate = await StartAsync(atOnce: 1, queued: 1);
        Push(gate, "app");
        HeldRequests held = gate.Registry.Hold("/v2/app/manifests/v1");
        Task<JsonElement> first = gate.DecideAsync($"{gate.Registry.Host}/app:v1");
        await held.Arrived;
        Task<JsonElement> second = gate.DecideAsync($"{gate.Registry.Host}/app:v1");
        await gate.SeeMetricAsync("imagegate_admissions_queued 1");
        ShouldBeShed(await gate.DecideAsync($"{gate.Registry.Host}/app:v1"));
        held.Release();
        (await first).GetProperty("allowed").GetBoolean().Should().BeTrue();
        (await second).GetProperty("allowed").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Who_waits_in_the_queue_until_the_deadline_is_told_so_in_time()
    {
        await using RunningGate gate = await StartAsync(atOnce: 1, queued: 1);
        Push(gate, "app");
        HeldRequests held = gate.Registry.Hold("/v2/app/manifests/v1");
        Task<JsonElement> first = gate.DecideAsync($"{gate.Registry.Host}/app:v1");
        await held.Arrived;

        ShouldBeShed(await gate.DecideAsync($"{gate.Registry.Host}/app:v1", "/mutate?timeout=1s"));
        held.Release();
        await first;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3 * MiB)]
    public async Task Without_memory_for_a_body_its_beginning_is_enough_for_a_denial(int padding)
    {
        await using RunningGate gate = await StartAsync();
        Push(gate, "app");
        string review = Padded(RunningGate.Pod($"{gate.Registry.Host}/app:v1"), padding);
        AdmissionLoad load = gate.Get<AdmissionLoad>();
        load.TryTake(16 * MiB).Should().BeTrue();

        ShouldBeShed(await gate.AskAsync(review));

        (await Metrics(gate)).Should().Contain("imagegate_admissions_shed_total{reason=\"memory\"} 1\n");
        load.Return(16 * MiB);
        (await gate.AskAsync(review)).GetProperty("allowed").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Memory_that_ends_in_the_middle_of_a_body_is_a_denial_too()
    {
        await using RunningGate gate = await StartAsync();
        AdmissionLoad load = gate.Get<AdmissionLoad>();
        load.TryTake(15 * MiB).Should().BeTrue();

        ShouldBeShed(await gate.AskAsync(Padded(RunningGate.Pod("nginx"), 3 * MiB)));

        load.Return(15 * MiB);
        await ShouldHoldNothingAsync(gate);
    }

    [Fact]
    public async Task Without_memory_and_without_a_uid_in_the_beginning_the_answer_is_503()
    {
        await using RunningGate gate = await StartAsync();
        gate.Get<AdmissionLoad>().TryTake(16 * MiB).Should().BeTrue();

        using HttpResponseMessage answer = await gate.PostAsync("/mutate", $$$"""{"padding":"{{{new string('x', 8 * 1024)}}}","request":{"uid":"a"}}""");

        (await answer.Content.ReadAsStringAsync()).Should().StartWith("ImageGate has more requests");
        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        gate.Get<AdmissionLoad>().Return(16 * MiB);
    }

    [Fact]
    public async Task Many_of_the_largest_bodies_at_once_are_decided_or_denied_within_the_memory_for_them()
    {
        await using RunningGate gate = await StartAsync();
        Push(gate, "app");
        byte[] review = System.Text.Encoding.UTF8.GetBytes(Padded(RunningGate.Pod($"{gate.Registry.Host}/app:v1"), Kubernetes.Limits.MaxReviewBytes - 1_024));
        Task<JsonElement[]> all = Task.WhenAll(Enumerable.Range(0, 64).Select(_ => AskAsync()));
        double most = 0;
        while (!all.IsCompleted)
        {
            most = Math.Max(most, BodyBytes(await Metrics(gate)));
        }

        JsonElement[] answers = await all;
        most.Should().BePositive().And.BeLessThanOrEqualTo(16 * MiB);
        foreach (JsonElement answer in answers.Where(answer => !answer.GetProperty("allowed").GetBoolean()))
        {
            ShouldBeShed(answer);
        }

        answers.Should().Contain(answer => answer.GetProperty("allowed").GetBoolean());
        await ShouldHoldNothingAsync(gate);

        async Task<JsonElement> AskAsync()
        {
            using var content = new ByteArrayContent(review);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage answer = await gate.Client.PostAsync($"{gate.Webhook}/mutate?timeout=30s", content);
            using var json = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
            return json.RootElement.GetProperty("response").Clone();
        }

        static double BodyBytes(string metrics) => double.Parse(
            metrics.Split('\n').Single(line => line.StartsWith("imagegate_admissions_body_bytes ", StringComparison.Ordinal))["imagegate_admissions_body_bytes ".Length..],
            System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    [InlineData(null, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Bodies_that_are_refused_give_their_memory_back(string? body, HttpStatusCode status)
    {
        await using RunningGate gate = await StartAsync();
        using var content = new StreamContent(new MemoryStream(body is null ? new byte[Kubernetes.Limits.MaxReviewBytes + 1] : System.Text.Encoding.UTF8.GetBytes(body)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{gate.Webhook}/mutate") { Content = content };
        request.Headers.TransferEncodingChunked = true;

        using HttpResponseMessage answer = await gate.Client.SendAsync(request);

        answer.StatusCode.Should().Be(status);
        await ShouldHoldNothingAsync(gate);
    }

    [Fact]
    public async Task An_answer_that_is_known_does_not_wait_for_many_slow_registries()
    {
        await using RunningGate gate = await StartAsync(atOnce: 1_000, queued: 0);
        Digest known = Push(gate, "app");
        string pinned = $"{gate.Registry.Host}/app@{known}";
        (await gate.DecideAsync(pinned)).GetProperty("allowed").GetBoolean().Should().BeTrue();
        List<Task<JsonElement>> slow = [];
        HeldRequests? held = null;
        for (int i = 0; i < 200; i++)
        {
            held = gate.Registry.Hold($"/v2/slow{i}/manifests/v1");
            slow.Add(gate.DecideAsync($"{gate.Registry.Host}/slow{i}:v1", "/mutate?timeout=10s"));
        }

        await gate.SeeMetricAsync("imagegate_admissions_in_flight 200");
        for (int i = 0; i < 50; i++)
        {
            (await gate.DecideAsync(pinned, "/mutate?timeout=1s")).GetProperty("allowed").GetBoolean().Should().BeTrue();
        }

        slow.Should().NotContain(task => task.IsCompleted);
        foreach (JsonElement answer in await Task.WhenAll(slow))
        {
            answer.GetProperty("status").GetProperty("code").GetInt32().Should().Be(503);
        }
    }

    [Fact]
    public async Task At_the_deadline_the_answer_names_what_was_decided_what_was_not_and_who_is_slow_and_the_next_try_is_fast()
    {
        await using RunningGate gate = await RunningGate.StartAsync(configure: (_, settings) => settings["Registry:TimeoutSeconds"] = "20");
        Push(gate, "app");
        Digest slow = Push(gate, "slow");
        HeldRequests held = gate.Registry.Hold($"/v2/slow/manifests/{InMemoryRegistry.SignatureTag(slow)}");
        gate.Registry.Hold($"/v2/slow/referrers/{slow}");
        string review = RunningGate.Pod([$"{gate.Registry.Host}/app:v1", $"{gate.Registry.Host}/slow@{slow}"]);

        JsonElement late = await gate.AskAsync(review, "/mutate?timeout=5s");

        late.GetProperty("status").GetProperty("details").GetProperty("retryAfterSeconds").GetInt32().Should().Be(1);
        string message = late.GetProperty("status").GetProperty("message").GetString()!;
        message.Should().Contain($"slow@{slow}\" (spec.containers[1].image) could not be checked")
            .And.Contain($"were not read from {gate.Registry.Host} and verified before the request's deadline")
            .And.Contain($"note: decided already, and no obstacle: {gate.Registry.Host}/app:v1");
        gate.Registry.ForgetRequests();
        held.Release();
        (await gate.AskAsync(review)).GetProperty("allowed").GetBoolean().Should().BeTrue();

        // The work went on: neither image's signatures were asked for again.
        gate.Registry.Requests.Select(request => request.Path).Where(path => path.Contains(".sig", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public async Task Registries_are_counted_by_configured_host()
    {
        await using RunningGate gate = await StartAsync();
        Push(gate, "app");
        await gate.DecideAsync($"{gate.Registry.Host}/app:v1");

        (await Metrics(gate)).Should().Contain($"imagegate_registry_requests_total{{host=\"{gate.Registry.Host}\",status_class=\"2xx\"}} 3\n")
            .And.Contain($"imagegate_registry_circuit_open{{host=\"{gate.Registry.Host}\",scope=\"everybody\"}} 0\n")
            .And.Contain("# TYPE imagegate_registry_requests_total counter");
    }

    private static Task<RunningGate> StartAsync(int atOnce = 1_000, int queued = 1_000) => RunningGate.StartAsync(configure: (_, settings) =>
    {
        settings["Server:MaxAdmissions"] = $"{atOnce}";
        settings["Server:MaxQueuedAdmissions"] = $"{queued}";
        settings["Registry:TimeoutSeconds"] = "20";
    });

    private static Digest Push(RunningGate gate, string repository)
    {
        Digest image = gate.Registry.PushImage(repository, "v1");
        gate.Registry.PushSignature(repository, image, gate.Key.Sign(image));
        return image;
    }

    private static string Padded(string review, int bytes) => review.Replace("\"metadata\":{", $"\"metadata\":{{\"padding\":\"{new string('x', bytes)}\",", StringComparison.Ordinal);

    private static Task<string> Metrics(RunningGate gate) => gate.Client.GetStringAsync($"{gate.Metrics}/metrics");

    /// <summary>A moment later: the answer is on its way before everything is given back.</summary>
    private static async Task ShouldHoldNothingAsync(RunningGate gate)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string[] nothing = ["imagegate_admissions_body_bytes 0\n", "imagegate_admissions_in_flight 0\n", "imagegate_admissions_queued 0\n"];
        for (string metrics = ""; !Array.TrueForAll(nothing, line => metrics.Contains(line, StringComparison.Ordinal)); metrics = await Metrics(gate))
        {
            limit.IsCancellationRequested.Should().BeFalse("nothing may be held then: {0}", metrics);
        }
    }

    private static void ShouldBeShed(JsonElement response)
    {
        response.GetProperty("uid").GetString().Should().Be("3f1a");
        response.GetProperty("allowed").GetBoolean().Should().BeFalse();
        JsonElement status = response.GetProperty("status");
        status.GetProperty("code").GetInt32().Should().Be(503);
        status.GetProperty("message").GetString().Should().Contain("more requests than it can take on");
        status.GetProperty("details").GetProperty("retryAfterSeconds").GetInt32().Should().Be(1);
    }
}
