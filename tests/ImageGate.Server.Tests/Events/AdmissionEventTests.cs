using System.Text;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Events;

namespace ImageGate.Server.Tests.Events;

/// <summary>What an Event is about where there is no controller, and how long it may be.</summary>
public sealed class AdmissionEventTests
{
    [Theory]
    [InlineData("Pod", "web-*", "v1", "web-")]
    [InlineData("Pod", "web", "v1", "web")]
    [InlineData("Deployment", "web", null, "web")]
    public void Without_a_controller_it_is_about_the_object_itself(string kind, string name, string? version, string expected)
    {
        var record = new AdmissionRecord(AdmissionPath.Validate, "3f1a", AdmissionOperation.Create, kind, "", "shop", name, "u", false, AdmissionOutcome.Unreadable, [], null);

        ObjectEvent told = AdmissionEvent.Of(record, default)!;

        (told.Object.ApiVersion, told.Object.Kind, told.Object.Namespace, told.Object.Name).Should().Be((version, kind, "shop", expected));
        told.Reason.Should().Be("ImageDenied");
    }

    [Fact]
    public void The_first_error_of_rejected_policies_is_cut_too()
    {
        var rejected = new PolicyLoad.Rejected([new LoadError("policies.yaml", 1, 1, "spec", new string('ä', 2_000))], "0123");

        string message = AdmissionEvent.Of(rejected, "the last good set stays in force", "imagegate", "pod-1").Message;

        Encoding.UTF8.GetByteCount(message).Should().BeInRange(Limits.MaxEventMessageBytes - 1, Limits.MaxEventMessageBytes);
        message.Should().StartWith("policies rejected, the last good set stays in force: 1 errors, the first: policies.yaml");
    }
}
