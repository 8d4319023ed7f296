using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Server.Telemetry;
using ImageGate.Sigstore;
using ImageGate.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ImageGate.Server.Tests.Telemetry;

/// <summary>What is logged of decisions.</summary>
public sealed class LogTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task A_denial_is_one_line_with_everything_that_was_decided()
    {
        LoggedGate logged = await LoggedGate.StartAsync();
        Digest image = logged.Gate.Registry.PushImage("app", "v1");
        string text = $"{logged.Gate.Registry.Host}/app:v1";
        JsonNode review = JsonNode.Parse(RunningGate.Pod(text))!;
        review["request"]!["object"]!["metadata"]!["ownerReferences"] =
            JsonNode.Parse("""[{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "uid": "7", "controller": true}]""");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{logged.Gate.Webhook}/mutate") { Content = new StringContent(review.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Add("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01");
        (await logged.Gate.Client.SendAsync(request)).Dispose();

        JsonElement line = (await logged.DecisionsAsync()).Should().ContainSingle().Which;

        Text(line, "time").Should().EndWith("Z");
        (Text(line, "level"), Text(line, "message"), Text(line, "outcome"), Text(line, "path"), Text(line, "uid"), Text(line, "operation"))
            .Should().Be(("warning", "denied: CREATE of Pod default/p", "denied", "mutate", "3f1a", "CREATE"));
        (Text(line, "kind"), Text(line, "namespace"), Text(line, "name"), Text(line, "owner"), Text(line, "user"), Text(line, "traceId"))
            .Should().Be(("Pod", "default", "p", "ReplicaSet/web-1", "u", TraceId));
        line.GetProperty("dryRun").GetBoolean().Should().BeFalse();
        JsonElement found = line.GetProperty("images").EnumerateArray().Should().ContainSingle().Which;
        (Text(found, "field"), Text(found, "image"), Text(found, "digest"), Text(found, "outcome"), Text(found, "reason"))
            .Should().Be(("/spec/containers/0/image", text, image.ToString(), "denied", "NoSignature"));
        found.GetProperty("policies").GetRawText().Should().Be("""[{"policy":"apps","mode":"enforce","result":"failed","reason":"NoSignature","signers":[]}]""");
        foreach (string time in new[] { "durationMs", "resolveMs", "fetchMs", "verifyMs" })
        {
            line.GetProperty(time).GetDouble().Should().BeGreaterThan(0);
        }
    }

    [Fact]
    public async Task A_message_reads_as_people_write()
    {
        LoggedGate logged = await LoggedGate.StartAsync();

        (await logged.LinesAsync()).Select(line => Text(line, "message")).Should().Contain(message => System.Text.RegularExpressions.Regex.IsMatch(message, "^1 policies loaded, revision [0-9a-f]{12}$"));
    }

    [Fact]
    public async Task An_admission_names_who_signed_and_the_known_answer_has_no_phases()
    {
        LoggedGate logged = await LoggedGate.StartAsync();
        Digest image = logged.Gate.Registry.PushImage("app", "v1");
        logged.Gate.Registry.PushSignature("app", image, logged.Gate.Key.Sign(image));
        await logged.Gate.DecideAsync($"{logged.Gate.Registry.Host}/app:v1");
        await logged.Gate.DecideAsync($"{logged.Gate.Registry.Host}/app@{image}", "/validate");

        JsonElement[] lines = await logged.DecisionsAsync();

        lines.Should().HaveCount(2);
        lines[0].GetProperty("images")[0].GetProperty("policies")[0].GetProperty("signers").GetRawText().Should().Be("""["key"]""");
        lines[0].TryGetProperty("traceId", out _).Should().BeFalse("nobody traces it");
        Text(lines[0], "level").Should().Be("info");
        lines[0].TryGetProperty("resolveMs", out _).Should().BeTrue();
        lines[1].TryGetProperty("resolveMs", out _).Should().BeFalse();
        lines[1].TryGetProperty("verifyMs", out _).Should().BeFalse();
    }

    [Fact]
    public async Task A_crash_loop_is_one_line_and_then_one_a_minute_with_a_count()
    {
        var time = new ManualTimeProvider();
        LoggedGate logged = await LoggedGate.StartAsync(time: time);
        for (int i = 0; i < 5; i++)
        {
            await logged.Gate.AskAsync(RunningGate.Pod("nginx").Replace("3f1a", $"uid-{i}", StringComparison.Ordinal));
        }

        await logged.Gate.DecideAsync("nginx:other");
        await logged.Gate.AskAsync(RunningGate.Pod("nginx").Replace("\"name\":\"p\"", "\"name\":\"q\"", StringComparison.Ordinal));
        time.Advance(Limits.RepetitionTime);
        await logged.Gate.DecideAsync("nginx");
        time.Advance(Limits.RepetitionTime);
        await logged.Gate.DecideAsync("nginx");

        (await logged.DecisionsAsync()).Select(line => (Text(line, "uid"), line.TryGetProperty("repeats", out JsonElement repeats) ? repeats.GetInt32() : 0))
            .Should().Equal(("uid-0", 0), ("3f1a", 0), ("3f1a", 0), ("3f1a", 4), ("3f1a", 0));
    }

    [Fact]
    public async Task A_request_with_many_images_and_long_texts_is_a_line_of_bounded_length()
    {
        LoggedGate logged = await LoggedGate.StartAsync();
        string longest = new('a', 600);
        await logged.Gate.AskAsync(RunningGate.Pod([.. Enumerable.Range(0, Limits.MaxLoggedImages + 5).Select(i => $"{longest}{i}")]));

        JsonElement line = (await logged.DecisionsAsync()).Should().ContainSingle().Which;

        line.GetProperty("imageCount").GetInt32().Should().Be(Limits.MaxLoggedImages + 5);
        line.GetProperty("images").GetArrayLength().Should().Be(Limits.MaxLoggedImages);
        Text(line.GetProperty("images")[0], "image").Should().Be(longest[..512] + "…");
    }

    [Fact]
    public async Task Admissions_are_never_left_out()
    {
        LoggedGate logged = await LoggedGate.StartAsync();
        Digest image = logged.Gate.Registry.PushImage("app", "v1");
        logged.Gate.Registry.PushSignature("app", image, logged.Gate.Key.Sign(image));
        for (int i = 0; i < 3; i++)
        {
            await logged.Gate.DecideAsync($"{logged.Gate.Registry.Host}/app:v1");
        }

        (await logged.DecisionsAsync()).Should().HaveCount(3);
    }

    [Fact]
    public void What_is_remembered_of_repetitions_is_bounded_and_what_finds_no_place_is_told()
    {
        var time = new ManualTimeProvider();
        var repetitions = new Repetitions(2, TimeSpan.FromMinutes(1), time);

        repetitions.Count(["a"]).Should().Be(0);
        repetitions.Count(["b", ""]).Should().Be(0);
        repetitions.Count(["", "b"]).Should().Be(0, "it is another one, and finds no place");
        repetitions.Count(["", "b"]).Should().Be(0);
        repetitions.Count(["a"]).Should().BeNull();
        time.Advance(TimeSpan.FromMinutes(1));
        repetitions.Count(["", "b"]).Should().Be(0, "the old ones made room");
        repetitions.Count(["", "b"]).Should().BeNull();
    }

    [Fact]
    public async Task The_level_changes_while_the_server_runs_and_a_bad_one_changes_nothing()
    {
        string file = "";
        var time = new ManualTimeProvider();
        LoggedGate logged = await LoggedGate.StartAsync(time: time, configure: (gate, settings) =>
        {
            file = Path.Combine(gate.Folder, "settings.json");
            File.WriteAllText(file, """{"Log": {"Level": "Information"}}""");
            settings["SettingsFile"] = file;
            settings.Remove("Log:Level");
        });
        LogLevelFollower follower = logged.Gate.Server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<LogLevelFollower>().Single();
        string untouched = RunningGate.Pod("nginx").Replace("CREATE", "DELETE", StringComparison.Ordinal);
        await logged.Gate.AskAsync(untouched);

        Change("""{"Log": {"Level": "Debug"}}""");
        await logged.Gate.AskAsync(untouched);
        Change("""{"Log": {"Level": "Loud"}}""");
        Change("{");
        await logged.Gate.AskAsync(untouched);
        Change("""{"Log": {"Level": "Error"}}""");
        await logged.Gate.DecideAsync("nginx");

        (await logged.DecisionsAsync()).Select(line => Text(line, "outcome")).Should().Equal("untouched", "untouched");
        (await logged.EndAsync()).Should().Contain("the log's level is Debug from now on").And.Contain("the log's level stays");

        void Change(string text)
        {
            File.WriteAllText(file, text);
            follower.Refresh();
        }
    }

    [Fact]
    public async Task A_level_from_the_environment_is_not_changed_by_the_file()
    {
        string file = "";
        LoggedGate logged = await LoggedGate.StartAsync(configure: (gate, settings) =>
        {
            file = Path.Combine(gate.Folder, "settings.json");
            File.WriteAllText(file, "{}");
            settings["SettingsFile"] = file;
        });
        await File.WriteAllTextAsync(file, """{"Log": {"Level": "Error"}}""");
        logged.Gate.Server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<LogLevelFollower>().Single().Refresh();
        await logged.Gate.DecideAsync("nginx");

        (await logged.DecisionsAsync()).Should().ContainSingle();
    }

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
}
