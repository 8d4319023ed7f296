using System.Text.Json.Nodes;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Kubernetes.Tests.Admission;

/// <summary>Every request that passes has a twin that is denied: nothing in this registry is signed.</summary>
public sealed class PassThroughTests : HandlerTests
{
    private const string Old = "ghcr.io/acme/api:1";
    private const string New = "ghcr.io/acme/api:2";

    public PassThroughTests()
    {
        Registry.Push(Old, "old", signed: false);
        Registry.Push(New, "new", signed: false);
    }

    [Theory]
    [InlineData("DELETE", true)]
    [InlineData("CONNECT", true)]
    [InlineData("CREATE", false)]
    [InlineData("UPDATE", false)]
    public Task Deletions_and_connections_pass(string operation, bool passes) =>
        Expect(passes, Reviews.Of("v1 Pod pods", operation, Reviews.Pod(New), null));

    [Theory]
    [InlineData("v1 Pod pods/status", true)]
    [InlineData("v1 Pod pods/resize", true)]
    [InlineData("v1 Binding pods/binding", true)]
    [InlineData("policy/v1 Eviction pods/eviction", true)]
    [InlineData("autoscaling/v1 Scale deployments/scale", true)]
    [InlineData("apps/v1 Deployment deployments/status", true)]
    [InlineData("authentication.k8s.io/v1 TokenRequest serviceaccounts/token", true)]
    [InlineData("v1 Pod pods/ephemeralcontainers", false)]
    [InlineData("v1 Pod pods/Status", false)]
    [InlineData("v1 Pod pods/somethingnew", false)]
    public Task Sub_resources_without_images_pass(string type, bool passes) => Expect(passes, Reviews.Of(type, "UPDATE", Reviews.Pod(New), Reviews.Pod(Old)));

    [Theory]
    [InlineData("UPDATE", true, true)]
    [InlineData("UPDATE", false, false)]
    [InlineData("CREATE", true, false)]
    public Task What_is_being_deleted_passes(string operation, bool isDeleted, bool passes)
    {
        (JsonObject now, JsonObject old) = (Reviews.Pod(New), Reviews.Pod(Old));
        foreach (JsonObject pod in isDeleted ? new[] { now, old } : [])
        {
            pod["metadata"]!["deletionTimestamp"] = "2026-01-02T03:04:05Z";
        }

        return Expect(passes, Reviews.Of("v1 Pod pods", operation, now, operation == "CREATE" ? null : old));
    }

    [Fact]
    public Task A_deletion_that_only_the_client_speaks_of_does_not_pass()
    {
        JsonObject now = Reviews.Pod(New);
        now["metadata"]!["deletionTimestamp"] = "2026-01-02T03:04:05Z";

        return Expect(false, Reviews.Of("v1 Pod pods", "UPDATE", now, Reviews.Pod(Old)));
    }

    [Theory]
    [InlineData("apps/v1 Deployment deployments", 3, 1, Old, true)]
    [InlineData("apps/v1 Deployment deployments", 3, 0, Old, true)]
    [InlineData("apps/v1 ReplicaSet replicasets", 3, 0, Old, true)]
    [InlineData("apps/v1 StatefulSet statefulsets", 3, 2, Old, true)]
    [InlineData("v1 ReplicationController replicationcontrollers", 3, 2, Old, true)]
    [InlineData("apps/v1 Deployment deployments", 3, 1, New, false)]           // with another image it is no scale-down
    [InlineData("apps/v1 StatefulSet statefulsets", 3, 0, New, false)]
    [InlineData("apps/v1 Deployment deployments", 1, 3, New, false)]
    public Task Scale_downs_pass(string type, int before, int after, string image, bool passes)
    {
        (JsonObject now, JsonObject old) = (Reviews.Deployment(after, image), Reviews.Deployment(before, Old));
        foreach (JsonObject root in new[] { now, old })
        {
            (root["apiVersion"], root["kind"]) = (type.Split(' ')[0], type.Split(' ')[1]);
        }

        return Expect(passes, Reviews.Of(type, "UPDATE", now, old));
    }

    [Fact]
    public async Task A_scale_down_passes_even_when_its_template_cannot_be_read()
    {
        AdmissionAnswer.Review answer = await Ask(
            Reviews.Of("apps/v1 Deployment deployments", "UPDATE", Reviews.Deployment(1, ""), Reviews.Deployment(2, "")), AdmissionPath.Validate, Set(Pinning.All));
        AdmissionAnswer.Review twin = await Ask(
            Reviews.Of("apps/v1 Deployment deployments", "UPDATE", Reviews.Deployment(2, ""), Reviews.Deployment(2, "")), AdmissionPath.Validate, Set(Pinning.All));

        (answer.Record.Outcome, twin.Record.Outcome).Should().Be((AdmissionOutcome.Untouched, AdmissionOutcome.Unreadable));
    }

    private async Task Expect(bool passes, JsonObject review)
    {
        foreach (AdmissionPath path in Enum.GetValues<AdmissionPath>())
        {
            AdmissionAnswer.Review answer = await Ask(review, path, Set(Pinning.All));

            answer.Record.IsAllowed.Should().Be(passes);
            (answer.Record.Outcome == AdmissionOutcome.Untouched).Should().Be(passes);
            Answers.Response(answer)["patch"].Should().BeNull();
            Registry.Asked.IsEmpty.Should().Be(passes || answer.Record.Outcome == AdmissionOutcome.Unreadable);
            Registry.Asked.Clear();
        }
    }
}
