using System.Net;
using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;

namespace ImageGate.EndToEnd;

public sealed class ServerProcessTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableFact]
    public async Task A_request_under_way_is_answered_when_the_server_is_told_to_stop()
    {
        Dictionary<string, string> settings = Lab.Settings();
        settings["Server__DrainSeconds"] = "2";
        settings["Registry__TimeoutSeconds"] = "20";
        await using GateProcess gate = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        InMemoryRegistry registry = Lab.Registries.Hostile;
        string repository = Lab.NewName("held");
        Sigstore.Digest image = registry.PushImage(repository, "v1");
        registry.PushSignature(repository, image, Lab.Registries.HostileKey.Sign(image));
        HeldRequests held = registry.Hold($"HEAD /v2/{repository}/manifests/v1");

        using HttpClient client = Lab.Certificate.Client();
        Task<HttpResponseMessage> answer = client.PostAsync(new Uri($"https://127.0.0.1:{gate.WebhookPort}/mutate?timeout=30s"), Review.Of($"{registry.Host}/{repository}:v1"));
        await held.Arrived.WaitAsync(Eventually.Soon);
        await gate.TerminateAsync();
        (await Eventually.SeeAsync(() => gate.HealthAsync("/readyz?verbose"), ready => ready.Status != 200)).Text.Should().Contain("the server is stopping");
        using (HttpResponseMessage late = await client.PostAsync(new Uri($"https://127.0.0.1:{gate.WebhookPort}/mutate"), Review.Of("nginx")))
        {
            late.StatusCode.Should().Be(HttpStatusCode.OK, "the cluster takes a moment to notice");
        }

        held.Release();
        using HttpResponseMessage response = await answer;
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Contain("\"allowed\":true").And.Contain("\"patch\":");
        (await gate.EndedAsync(TimeSpan.FromSeconds(20))).Should().Be(0, "{0}", gate.Log);
    }

    [SkippableTheory]
    [InlineData("Server__HttpsPort", "99999", "HttpsPort")]
    [InlineData("Server__HttpPort", "8443", "Server:HttpPort is unknown")]
    [InlineData("Server__MetricsPort", "many", "MetricsPort")]
    [InlineData("Server__BindAddress", "example.com", "IP address")]
    [InlineData("Tls__KeyFile", "", "go together")]
    [InlineData("Registry__TimeoutSeconds", "0", "TimeoutSeconds")]
    public async Task A_bad_setting_stops_the_start_with_one_line(string name, string value, string about)
    {
        Dictionary<string, string> settings = Lab.Settings();
        settings[name] = value;
        CommandResult result = await GateProcess.FailAsync(settings);
        result.ExitCode.Should().NotBe(0, "{0}", result);
        result.Error.TrimEnd().Should().StartWith("imagegate: ").And.Contain(about).And.NotContain("\n", "{0}", result);
    }

    [SkippableFact]
    public async Task A_port_that_is_taken_stops_the_start_with_one_line()
    {
        Dictionary<string, string> settings = Lab.Settings();
        settings["Server__HttpsPort"] = $"{Lab.Gate.WebhookPort}";
        CommandResult result = await GateProcess.FailAsync(settings);
        result.ExitCode.Should().NotBe(0, "{0}", result);
        result.Error.TrimEnd().Should().StartWith("imagegate: cannot start: ").And.Contain($"{Lab.Gate.WebhookPort}").And.NotContain("\n", "{0}", result);
    }

    [SkippableFact]
    public async Task Without_policies_the_server_is_not_ready_and_answers_nobody_until_there_are_some()
    {
        var policies = new PolicyMount(Lab.NewFolder("late"));
        Dictionary<string, string> settings = Lab.Settings();
        settings["Policies__Directory"] = policies.Folder;
        await policies.ChangeAsync("a.yaml", "nonsense: true\n");
        await using GateProcess gate = await GateProcess.ListenAsync(Lab.NewFolder("gate"), settings);
        (int status, string text) = await gate.HealthAsync("/readyz?verbose");
        status.Should().Be(503);
        text.Should().Contain("[-] policies: no policy set has been loaded").And.Contain("a.yaml");
        using HttpClient client = Lab.Certificate.Client();
        var url = new Uri($"https://127.0.0.1:{gate.WebhookPort}/validate");
        using (HttpResponseMessage refused = await client.PostAsync(url, Review.Of("acme.example/app:v1")))
        {
            refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        }

        await policies.ChangeAsync("a.yaml", PolicyYaml.Policy("a", "acme.example/**", "deny: closed"));
        await Eventually.SeeAsync(() => gate.HealthAsync("/readyz"), ready => ready.Status == 200);
        using HttpResponseMessage answer = await client.PostAsync(url, Review.Of("acme.example/app:v1"));
        (await answer.Content.ReadAsStringAsync()).Should().Contain("\"allowed\":false").And.Contain("DeniedByPolicy");
    }

    [SkippableTheory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    public async Task Health_and_metrics_are_on_their_own_port_only(string path)
    {
        (await Lab.Gate.HealthAsync(path)).Status.Should().Be(200);
        using HttpClient client = Lab.Certificate.Client();
        using HttpResponseMessage webhook = await client.GetAsync(new Uri($"https://127.0.0.1:{Lab.Gate.WebhookPort}{path}"));
        webhook.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [SkippableFact]
    public async Task The_webhook_is_not_on_the_health_port()
    {
        using HttpClient client = Lab.Certificate.Client();
        using HttpResponseMessage answer = await client.PostAsync(new Uri($"http://127.0.0.1:{Lab.Gate.HealthPort}/mutate"), Review.Of("acme.example/app:v1"));
        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [SkippableFact]
    public async Task Decisions_are_counted_by_reason()
    {
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        (await Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), unsigned.Text)).ShouldBeDenied("NoSignature");
        (await Lab.Gate.HealthAsync("/metrics")).Text.Should()
            .MatchRegex("""imagegate_image_verdicts_total\{outcome="denied",reason="NoSignature"\} [1-9]""").And
            .MatchRegex("""imagegate_decisions_total\{path="mutate",outcome="denied"\} [1-9]""");
    }
}
