using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Sigstore;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Server.Tests.Alerts;

/// <summary>Which answer raises which alert.</summary>
public sealed class AdmissionAlertTests
{
    [Theory]
    [InlineData("/mutate?timeout=10s")]
    [InlineData("/validate?timeout=10s")]
    public async Task A_denial_by_either_webhook_is_told(string path)
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        Digest image = gate.Gate.Registry.PushImage("app", "v1");

        (await gate.DecideAsync($"{gate.Gate.Registry.Host}/app:v1", path)).GetProperty("allowed").GetBoolean().Should().BeFalse();

        JsonNode alert = await gate.NextAsync();
        alert["decision"]!.GetValue<string>().Should().Be("denied");
        alert["reasonCode"]!.GetValue<string>().Should().Be("NoSignature");
        alert["message"]!.GetValue<string>().Should().StartWith("CREATE of Pod \"p\" in namespace \"default\" was denied: NoSignature: policy \"apps\": signer \"key\": the image has no signature");
        alert["policies"]!.ToJsonString().Should().Be("[\"apps\"]");
        alert["images"]!.ToJsonString().Should().Be($$"""[{"image":"{{gate.Gate.Registry.Host}}/app:v1","digest":"{{image}}"}]""");
        (alert["cluster"]!.GetValue<string>(), alert["namespace"]!.GetValue<string>(), alert["kind"]!.GetValue<string>(), alert["name"]!.GetValue<string>(), alert["user"]!.GetValue<string>(), alert["requestId"]!.GetValue<string>())
            .Should().Be(("test", "default", "Pod", "p", "u", "3f1a"));
    }

    [Theory]
    [InlineData(null, "/validate?timeout=10s", "/mutate?timeout=10s")]
    [InlineData("Mutate", "/mutate?timeout=10s", "/validate?timeout=10s")]
    public async Task An_admission_is_told_once_although_both_webhooks_answer(string? setting, string told, string untold)
    {
        await using AlertingGate gate = await AlertingGate.StartAsync(configure: settings => settings["Alerts:AdmittedOn"] = setting);
        string image = Signed(gate, "app");
        string other = Signed(gate, "other");

        (await gate.DecideAsync(other, untold)).GetProperty("allowed").GetBoolean().Should().BeTrue();
        (await gate.DecideAsync(image, told)).GetProperty("allowed").GetBoolean().Should().BeTrue();

        JsonNode alert = await gate.NextAsync();
        (alert["decision"]!.GetValue<string>(), alert["reasonCode"]!.GetValue<string>()).Should().Be(("admitted", ""));
        alert["images"]![0]!["image"]!.GetValue<string>().Should().Be(image);
        gate.Sink.Received.Should().ContainSingle();
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("warn")]
    public async Task A_failure_that_is_admitted_by_its_mode_is_told_as_what_would_be_denied(string mode)
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        gate.Gate.WritePolicies(gate.Gate.RequireKey().Replace("spec:\n  images", $"spec:\n  mode: {mode}\n  images", StringComparison.Ordinal));
        gate.Gate.Get<PolicyStore>().Refresh();
        gate.Gate.Registry.PushImage("app", "v1");

        (await gate.DecideAsync($"{gate.Gate.Registry.Host}/app:v1")).GetProperty("allowed").GetBoolean().Should().BeTrue();

        JsonNode alert = await gate.NextAsync();
        (alert["decision"]!.GetValue<string>(), alert["reasonCode"]!.GetValue<string>(), alert["policies"]![0]!.GetValue<string>()).Should().Be(("would-deny", "NoSignature", "apps"));
        alert["message"]!.GetValue<string>().Should().EndWith("was admitted, and would be denied if its policy enforced: NoSignature: policy \"apps\": signer \"key\": the image has no signature");
        gate.Sink.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task What_could_not_be_told_is_told_as_that()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        gate.Gate.Registry.Fail("/v2/app/manifests/v1", (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });

        await gate.DecideAsync($"{gate.Gate.Registry.Host}/app:v1");

        JsonNode alert = await gate.NextAsync();
        (alert["decision"]!.GetValue<string>(), alert["reasonCode"]!.GetValue<string>()).Should().Be(("unavailable", "RegistryUnreachable"));
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_a_denial()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();

        await gate.Gate.AskAsync(RunningGate.Pod("x").Replace("\"containers\":[", "\"containers\":[7,", StringComparison.Ordinal), "/validate");

        JsonNode alert = await gate.NextAsync();
        (alert["decision"]!.GetValue<string>(), alert["reasonCode"]!.GetValue<string>()).Should().Be(("denied", "Unreadable"));
    }

    [Fact]
    public async Task A_dry_run_and_what_brings_in_no_image_are_not_told()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        string pod = RunningGate.Pod("nginx");

        await gate.Gate.AskAsync(pod.Replace("\"operation\":\"CREATE\"", "\"operation\":\"CREATE\",\"dryRun\":true", StringComparison.Ordinal), "/validate");
        await gate.Gate.AskAsync(pod.Replace("\"operation\":\"CREATE\"", "\"operation\":\"DELETE\"", StringComparison.Ordinal), "/validate");
        await gate.DecideAsync("busybox");

        (await gate.NextAsync())["images"]![0]!["image"]!.GetValue<string>().Should().Be("busybox");
        gate.Sink.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task Pods_of_one_controller_are_one_alert_whatever_their_names()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        for (int index = 0; index < 5; index++)
        {
            await gate.Gate.AskAsync(Owned($"web-{index}", "web"), "/validate");
        }

        await gate.Gate.AskAsync(Owned("api-1", "api"), "/validate");

        JsonNode[] alerts = [await gate.NextAsync(), await gate.NextAsync()];
        alerts.Select(alert => alert["owner"]!.GetValue<string>()).Should().Equal("ReplicaSet/web", "ReplicaSet/api");
        gate.Sink.Received.Should().HaveCount(2);
        (await gate.MetricsAsync()).Should().Contain("imagegate_alerts_total{receiver=\"ops\",result=\"deduplicated\"} 4\n");
    }

    [Fact]
    public async Task Rejected_policies_are_told_once_for_each_content()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        foreach (string wrong in new[] { "unknown: field", "unknown: field", "other: field", "unknown: field" })
        {
            gate.Gate.WritePolicies(gate.Gate.RequireKey() + "\n" + wrong);
            gate.Gate.Get<PolicyStore>().Refresh();
        }

        JsonNode[] alerts = [await gate.NextAsync(), await gate.NextAsync()];
        alerts.Select(alert => alert["decision"]!.GetValue<string>()).Should().AllBe("policies-rejected");
        alerts[0]["message"]!.GetValue<string>().Should().StartWith("policies rejected, the last good set stays in force: 1 errors, the first: ").And.Contain("policies.yaml:").And.Contain("unknown");
        gate.Sink.Received.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_hostile_image_is_text()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync(more: "payloadFields: {a: b}");

        await gate.DecideAsync("x\"}]},{{ images }}\r\n<!channel>\u202E");

        JsonNode alert = await gate.NextAsync();
        alert["images"]![0]!["image"]!.GetValue<string>().Should().Be("x\"}]},{{ images }}??<!channel>?");
        (alert["a"]!.GetValue<string>(), alert["reasonCode"]!.GetValue<string>()).Should().Be(("b", "BadReference"));
    }

    [Fact]
    public async Task An_alert_holds_nothing_of_the_specification()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();

        await gate.Gate.AskAsync(RunningGate.Pod("nginx").Replace("\"image\":\"nginx\"", "\"image\":\"nginx\",\"env\":[{\"name\":\"PASSWORD\",\"value\":\"hush\"}]", StringComparison.Ordinal), "/validate");

        (await gate.Sink.NextAsync()).Body.Should().NotContain("hush").And.NotContain("PASSWORD");
    }

    private static string Signed(AlertingGate gate, string repository)
    {
        Digest image = gate.Gate.Registry.PushImage(repository, "v1");
        gate.Gate.Registry.PushSignature(repository, image, gate.Gate.Key.Sign(image));
        return $"{gate.Gate.Registry.Host}/{repository}@{image}";
    }

    private static string Owned(string name, string owner) => JsonSerializer.Serialize(JsonNode.Parse(RunningGate.Pod("nginx")) is { } review
        ? Change(review, name, owner)
        : null);

    private static JsonNode Change(JsonNode review, string name, string owner)
    {
        review["request"]!["name"] = name;
        review["request"]!["object"]!["metadata"] = JsonNode.Parse($$"""{"name": "{{name}}", "ownerReferences": [{"kind": "Node", "name": "n"}, {"kind": "ReplicaSet", "name": "{{owner}}", "controller": true}]}""");
        return review;
    }
}
