using System.Text.Json;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class CommandLineTests(EndToEndLab lab) : EndToEndTest(lab)
{
    private static readonly Dictionary<string, string> Nothing = [];

    [SkippableFact]
    public async Task Verify_prints_the_decision_on_a_signed_image_as_JSON_and_returns_0()
    {
        PushedImage image = await Lab.PushSignedAsync();
        CommandResult result = await VerifyAsync(image.Text);
        result.ExitCode.Should().Be(0, "{0}", result);
        using var json = JsonDocument.Parse(result.Output);
        JsonElement root = json.RootElement;
        root.EnumerateObject().Select(member => member.Name).Should().Equal("image", "digest", "pinned", "decision", "reason", "detail", "policies");
        root.GetProperty("image").GetString().Should().Be(image.Text);
        root.GetProperty("digest").GetString().Should().Be(image.Digest.ToString());
        root.GetProperty("pinned").GetString().Should().Be(image.Pinned);
        root.GetProperty("decision").GetString().Should().Be("admitted");
        JsonElement policy = root.GetProperty("policies").EnumerateArray().Should().ContainSingle().Subject;
        policy.GetProperty("name").GetString().Should().Be("signed");
        policy.GetProperty("mode").GetString().Should().Be("enforce");
        JsonElement signer = policy.GetProperty("signers").EnumerateArray().Should().ContainSingle().Subject;
        signer.GetProperty("name").GetString().Should().Be("a");
        signer.GetProperty("passed").GetBoolean().Should().BeTrue();
    }

    [SkippableFact]
    public async Task Verify_returns_1_for_an_unsigned_image_with_the_reason_of_the_webhook()
    {
        PushedImage image = await Lab.PushUnsignedAsync();
        CommandResult result = await VerifyAsync(image.Text);
        result.ExitCode.Should().Be(1, "{0}", result);
        using var json = JsonDocument.Parse(result.Output);
        json.RootElement.GetProperty("decision").GetString().Should().Be("denied");
        json.RootElement.GetProperty("reason").GetString().Should().Be("NoSignature");
        json.RootElement.GetProperty("pinned").ValueKind.Should().Be(JsonValueKind.Null);
        (await Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), image.Text)).ShouldBeDenied("NoSignature");
    }

    [SkippableFact]
    public async Task Verify_returns_3_where_the_registry_does_not_answer()
    {
        LabRegistry registry = Lab.Registries.Moody;
        PushedImage image = await Publisher.PushSignedAsync($"{registry.Host}/{Lab.NewName("app")}", Lab.Keys.Release);
        await registry.StopAsync();
        CommandResult result;
        try
        {
            result = await VerifyAsync(image.Text);
        }
        finally
        {
            await registry.StartAsync();
        }

        result.ExitCode.Should().Be(3, "{0}", result);
        result.Output.Should().Contain("\"unavailable\"").And.Contain("RegistryUnreachable");
        (await VerifyAsync(image.Text)).ExitCode.Should().Be(0);
    }

    [SkippableTheory]
    [InlineData("verify")]
    [InlineData("verify", "app:v1")]
    [InlineData("verify", "app:v1", "--policies", ".", "--output", "xml")]
    [InlineData("policy", "chek", ".")]
    [InlineData("--unknown")]
    public async Task Wrong_usage_returns_2(params string[] arguments)
    {
        CommandResult result = await RunAsync(arguments);
        result.ExitCode.Should().Be(2, "{0}", result);
        result.Error.Should().Contain("imagegate: ");
    }

    [SkippableFact]
    public async Task Policy_check_counts_good_policies_and_names_the_place_of_what_is_wrong()
    {
        CommandResult good = await RunAsync("policy", "check", Lab.Policies.Folder);
        good.ExitCode.Should().Be(0, "{0}", good);
        good.Output.Should().MatchRegex(@"\A[0-9]+ policies are valid, revision [0-9a-f]+\n\z");

        string folder = Lab.NewFolder("bad");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "a.yaml"), PolicyYaml.Policy("a", "*", "deny: no"));
        await File.WriteAllTextAsync(Path.Combine(folder, "b.yaml"), PolicyYaml.Policy("b", "acme.example/**", "denny: no"));
        CommandResult bad = await RunAsync("policy", "check", folder);
        bad.ExitCode.Should().Be(1, "{0}", bad);
        bad.Error.Should().Contain("a.yaml:5:").And.Contain("b.yaml:7:").And.Contain("denny");
    }

    private Task<CommandResult> VerifyAsync(string image) => RunAsync("verify", image, "--policies", Lab.Policies.Folder, "--output", "json");

    private static Task<CommandResult> RunAsync(params string[] arguments) =>
        Command.RunAsync("dotnet", Nothing, "", [LabFolder.Own("ImageGate.Cli", "imagegate"), .. arguments]);
}
