using System.Text.Json.Nodes;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Kubernetes.Tests.Admission;

/// <summary>What an update brings in is checked, and what it keeps is kept.</summary>
public sealed class AdmissionUpdateTests : HandlerTests
{
    [Fact]
    public async Task An_update_does_not_check_what_was_there_before()
    {
        AdmissionAnswer.Review labelled = await Ask(Reviews.Of(DeploymentType, "UPDATE", Reviews.Deployment(2, Unsigned), Reviews.Deployment(1, Unsigned)));
        AdmissionAnswer.Review added = await Ask(Reviews.Of(DeploymentType, "UPDATE", Reviews.Deployment(2, Unsigned, Unsigned), Reviews.Deployment(1, Unsigned)));
        AdmissionAnswer.Review unknown = await Ask(Reviews.Of(DeploymentType, "UPDATE", Reviews.Deployment(2, Unsigned)));
        JsonObject broken = Reviews.Deployment(1, Unsigned);
        broken["spec"]!["template"]!["spec"]!["initContainers"] = 1;
        AdmissionAnswer.Review unreadable = await Ask(Reviews.Of(DeploymentType, "UPDATE", Reviews.Deployment(2, Unsigned), broken));

        new[] { labelled, added, unknown, unreadable }.Select(answer => answer.Record.Outcome)
            .Should().Equal(AdmissionOutcome.Allowed, AdmissionOutcome.Denied, AdmissionOutcome.Denied, AdmissionOutcome.Denied);
    }

    [Fact]
    public async Task A_creation_is_checked_whatever_it_says_was_there_before()
    {
        AdmissionAnswer.Review answer = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Unsigned), Reviews.Pod(Unsigned)));

        answer.Record.Outcome.Should().Be(AdmissionOutcome.Denied);
    }

    [Fact]
    public async Task A_manifest_that_is_sent_again_keeps_the_stored_digest()
    {
        Registry.Push(Signed, "moved", signed: true);
        JsonObject review = Reviews.Of(DeploymentType, "UPDATE", Reviews.Deployment(1, Signed), Reviews.Deployment(1, Pinned));

        AdmissionAnswer.Review answer = await Ask(review, Pinning.All);

        Image(Answers.Patched(review, answer)["spec"]!["template"]!).Should().Be(Pinned);
        Registry.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_stored_digest_that_is_not_verified_any_more_is_not_kept()
    {
        JsonObject stored = Reviews.Deployment(1, $"{Signed}@{SignedRegistry.DigestOf("unsigned before")}");
        JsonObject review = Reviews.Of(DeploymentType, "UPDATE", Reviews.Deployment(1, Signed), stored);

        Image(Answers.Patched(review, await Ask(review, Pinning.All))["spec"]!["template"]!).Should().Be(Pinned);
    }

    [Fact]
    public async Task A_stored_digest_does_not_answer_for_a_text_that_stays_without_it()
    {
        Registry.Push(Signed, "moved to something unsigned", signed: false);
        JsonObject review = Reviews.Of(PodType, "UPDATE", Reviews.Pod(Signed), Reviews.Pod(Pinned));

        AdmissionAnswer.Review writes = await Ask(review, Pinning.Pods);
        AdmissionAnswer.Review leaves = await Ask(review, Pinning.None);
        AdmissionAnswer.Review validates = await Ask(review, Pinning.Pods, AdmissionPath.Validate);

        (writes.Record.Outcome, leaves.Record.Outcome, validates.Record.Outcome)
            .Should().Be((AdmissionOutcome.Allowed, AdmissionOutcome.Denied, AdmissionOutcome.Denied));
        Image(Answers.Patched(review, writes)).Should().Be(Pinned);
    }

    [Fact]
    public async Task A_stored_digest_without_a_policy_does_not_answer_for_a_tag_that_has_one()
    {
        // `nginx@sha256:…` has no tag, so the policy on `latest` speaks only of the text that is sent.
        PolicySet policies = PolicySets.Set(
            UnmatchedImages.Allow, Pinning.All, PolicySets.Policy("no-latest", PolicyMode.Enforce, "ghcr.io/**:latest", new PolicyRule.Deny("name a tag")));
        JsonObject review = Reviews.Of(
            DeploymentType, "UPDATE", Reviews.Deployment(1, "ghcr.io/acme/api"), Reviews.Deployment(1, $"ghcr.io/acme/api@{SignedRegistry.DigestOf("api")}"));

        AdmissionAnswer.Review answer = await Ask(review, AdmissionPath.Mutate, policies);

        answer.Record.Outcome.Should().Be(AdmissionOutcome.Denied);
    }
}
