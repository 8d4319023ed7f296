using System.Text.Json;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class ModeTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableFact]
    public async Task Warn_admits_an_unsigned_image_with_a_warning_and_does_not_pin_it()
    {
        PushedImage unsigned = await Lab.PushUnsignedAsync("warned");
        string pod = Lab.NewName();
        CommandResult result = await Cluster.RunAsync(EndToEndLab.Guarded, pod, unsigned.Text);
        result.ShouldBeAdmitted().Error.Should().Contain("Warning: ").And.Contain("would be denied by policy \"warned\"").And.Contain("NoSignature");
        (await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod)).Should().Be(unsigned.Text);
    }

    [SkippableFact]
    public async Task Warn_says_nothing_of_a_signed_image_and_pins_it()
    {
        PushedImage signed = await Lab.PushSignedAsync("warned");
        string pod = Lab.NewName();
        (await Cluster.RunAsync(EndToEndLab.Guarded, pod, signed.Text)).ShouldBeAdmitted().Error.Should().BeEmpty();
        (await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod)).Should().Be(signed.Pinned);
    }

    [SkippableFact]
    public async Task Audit_admits_silently_and_the_audit_log_says_what_would_have_been_denied()
    {
        PushedImage unsigned = await Lab.PushUnsignedAsync("audited");
        string pod = Lab.NewName("audited");
        (await Cluster.RunAsync(EndToEndLab.Guarded, pod, unsigned.Text)).ShouldBeAdmitted().Error.Should().BeEmpty();
        JsonElement annotations = await AuditedAsync(pod);
        foreach (string webhook in new[] { WebhookConfigurations.Mutating, WebhookConfigurations.Validating })
        {
            annotations.GetProperty(webhook + "/decision").GetString().Should().Be("allowed");
            annotations.GetProperty(webhook + "/images").GetString().Should().Be($"{unsigned.Pinned} admitted without verification");
            annotations.GetProperty(webhook + "/would-deny").GetString().Should().Be($"audited: NoSignature: {unsigned.Text}");
        }
    }

    [SkippableFact]
    public async Task A_registry_that_does_not_answer_is_only_warned_of_where_the_policy_says_so()
    {
        string pod = Lab.NewName();
        CommandResult result = await Cluster.RunAsync(EndToEndLab.Guarded, pod, $"{BasePolicies.Lenient}/app:v1");
        result.ShouldBeAdmitted().Error.Should().Contain("Warning: ").And.Contain("is not verified by policy \"lenient\": RegistryUnreachable");
        (await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod)).Should().Be($"{BasePolicies.Lenient}/app:v1");
    }

    [SkippableTheory]
    [InlineData(EndToEndLab.Guarded)]
    [InlineData(EndToEndLab.ValidatedOnly)]
    public async Task An_image_that_is_allowed_without_a_check_is_stored_as_it_is_written(string space)
    {
        string pod = Lab.NewName();
        (await Cluster.RunAsync(space, pod, $"{BasePolicies.Trusted}/app:v1")).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(space, pod)).Should().Be($"{BasePolicies.Trusted}/app:v1");
    }

    [SkippableFact]
    public async Task The_audit_log_says_which_digest_was_verified_under_which_policy()
    {
        PushedImage signed = await Lab.PushSignedAsync("audited");
        string pod = Lab.NewName("audited");
        (await Cluster.RunAsync(EndToEndLab.Guarded, pod, signed.Text)).ShouldBeAdmitted();
        JsonElement annotations = await AuditedAsync(pod);
        annotations.GetProperty(WebhookConfigurations.Mutating + "/images").GetString().Should().Be($"{signed.Pinned} verified");
        annotations.GetProperty(WebhookConfigurations.Mutating + "/policies").GetString().Should().Be("audited");
        annotations.TryGetProperty(WebhookConfigurations.Mutating + "/would-deny", out _).Should().BeFalse();
    }

    [SkippableFact]
    public async Task The_audit_log_says_that_a_request_was_denied()
    {
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        string pod = Lab.NewName("audited");
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Workload.Pod(pod, unsigned.Text))).ShouldBeDenied("NoSignature");
        string line = await LineAsync(WebhookConfigurations.Mutating + "/images", unsigned.Text);
        line.Should().Contain("denied: NoSignature").And.Contain($"\"{WebhookConfigurations.Mutating}/decision\":\"denied\"");
    }

    private async Task<JsonElement> AuditedAsync(string pod)
    {
        using var entry = JsonDocument.Parse(await LineAsync($"\"name\":\"{pod}\"", "/decision"));
        return entry.RootElement.GetProperty("annotations").Clone();
    }

    private Task<string> LineAsync(string one, string other) => Eventually.SeeAsync(
        async () => (await Cluster.ReadAuditLogAsync()).LastOrDefault(line => line.Contains(one, StringComparison.Ordinal) && line.Contains(other, StringComparison.Ordinal)) ?? "",
        line => line.Length > 0);
}
