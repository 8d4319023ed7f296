using System.Text.Json.Nodes;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Kubernetes.Tests.Admission;

public sealed class AdmissionHandlerTests : HandlerTests
{
    [Fact]
    public async Task A_signed_image_is_allowed_andPinned()
    {
        JsonObject review = Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed));
        AdmissionAnswer.Review answer = await Ask(review);

        answer.Record.Outcome.Should().Be(AdmissionOutcome.Allowed);
        Image(Answers.Patched(review, answer)).Should().Be(Pinned);
    }

    [Fact]
    public async Task An_unsigned_image_is_denied()
    {
        AdmissionAnswer.Review answer = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed, Unsigned)));

        JsonObject response = Answers.Response(answer);
        answer.Record.Outcome.Should().Be(AdmissionOutcome.Denied);
        response.ContainsKey("patch").Should().BeFalse();
        response["status"]!["code"]!.GetValue<int>().Should().Be(403);
        response["status"]!["reason"]!.GetValue<string>().Should().Be("Forbidden");
        response["status"]!.AsObject().ContainsKey("details").Should().BeFalse();
    }

    [Fact]
    public async Task Each_distinct_text_is_resolved_once()
    {
        JsonObject pod = Reviews.Pod(Signed, Signed, Signed);
        JsonObject review = Reviews.Of(PodType, "CREATE", pod);
        AdmissionAnswer.Review answer = await Ask(review);

        Registry.Asked.Should().ContainSingle();
        answer.Record.Images.Should().HaveCount(3);
        Answers.Patched(review, answer)["spec"]!["containers"]!.AsArray().Select(container => container!["image"]!.GetValue<string>())
            .Should().AllBe(Pinned);
    }

    [Theory]
    [InlineData(Pinning.Pods, PodType, true)]
    [InlineData(Pinning.Pods, DeploymentType, false)]
    [InlineData(Pinning.All, PodType, true)]
    [InlineData(Pinning.All, DeploymentType, true)]
    [InlineData(Pinning.None, PodType, false)]
    [InlineData(Pinning.None, DeploymentType, false)]
    public async Task Pinning_says_what_is_written(Pinning pinning, string type, bool writes)
    {
        AdmissionAnswer.Review answer = await Ask(Reviews.Of(type, "CREATE", Of(type, Signed)), pinning);

        answer.Record.IsAllowed.Should().BeTrue();
        Answers.Response(answer).ContainsKey("patch").Should().Be(writes);
    }

    [Theory]
    [InlineData(Pinning.Pods, PodType, false)]
    [InlineData(Pinning.Pods, DeploymentType, true)]
    [InlineData(Pinning.All, PodType, false)]
    [InlineData(Pinning.All, DeploymentType, true)]
    [InlineData(Pinning.None, PodType, true)]
    public async Task Validate_denies_a_verified_pod_without_digests(Pinning pinning, string type, bool allowed)
    {
        AdmissionAnswer.Review answer = await Ask(Reviews.Of(type, "CREATE", Of(type, Signed)), pinning, AdmissionPath.Validate);
        AdmissionAnswer.Review twin = await Ask(Reviews.Of(type, "CREATE", Of(type, Pinned)), pinning, AdmissionPath.Validate);

        (answer.Record.IsAllowed, twin.Record.IsAllowed).Should().Be((allowed, true));
        Answers.Response(twin).ContainsKey("patch").Should().BeFalse();
        if (!allowed)
        {
            Answers.Message(answer).Should().ContainAll("policy \"signed\": NotPinned", $"write \"{Pinned}\"");
        }
    }

    [Fact]
    public async Task Validate_demands_no_digest_where_no_enforcing_policy_wants_signatures()
    {
        PolicySet policies = PolicySets.Set(
            Pinning.Pods, Registry.Signed(mode: PolicyMode.Warn), PolicySets.Policy("open", PolicyMode.Enforce, "ghcr.io/**", new PolicyRule.InsecureAllow("lab")));
        AdmissionAnswer.Review answer = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed)), AdmissionPath.Validate, policies);

        answer.Record.IsAllowed.Should().BeTrue();
    }

    [Fact]
    public async Task What_mutate_wrote_mutate_leaves_alone_and_validate_allows()
    {
        JsonObject review = Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed));
        JsonObject again = Reviews.Of(PodType, "CREATE", Answers.Patched(review, await Ask(review)));

        AdmissionAnswer.Review mutate = await Ask(again);
        AdmissionAnswer.Review validate = await Ask(again, path: AdmissionPath.Validate);

        Answers.Response(mutate).ContainsKey("patch").Should().BeFalse();
        (mutate.Record.IsAllowed, validate.Record.IsAllowed).Should().Be((true, true));
    }

    [Theory]
    [InlineData("v1 Pod pods/ephemeralcontainers", Signed, true)]
    [InlineData("v1 Pod pods/ephemeralcontainers", Unsigned, false)]
    [InlineData("v1 EphemeralContainers pods/ephemeralcontainers", Signed, true)]
    [InlineData("v1 EphemeralContainers pods/ephemeralcontainers", Unsigned, false)]
    public async Task Ephemeral_containers_are_checked_andPinned_in_both_shapes(string type, string image, bool allowed)
    {
        JsonObject old = type.Contains("v1 Pod", StringComparison.Ordinal)
            ? Reviews.Pod(Unsigned)
            : new JsonObject { ["kind"] = "EphemeralContainers", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["ephemeralContainers"] = new JsonArray() };
        JsonNode now = old.DeepClone();
        (now["spec"] ?? now)["ephemeralContainers"] = new JsonArray(Reviews.Container("debug", image));
        JsonObject review = Reviews.Of(type, "UPDATE", now, old);

        AdmissionAnswer.Review answer = await Ask(review);

        answer.Record.IsAllowed.Should().Be(allowed);
        if (allowed)
        {
            JsonNode patched = Answers.Patched(review, answer);
            (patched["spec"] ?? patched)["ephemeralContainers"]![0]!["image"]!.GetValue<string>().Should().Be(Pinned);
        }
    }

    [Theory]
    [InlineData("v1 ConfigMap configmaps", "v1 ConfigMap")]
    [InlineData("argoproj.io/v1alpha1 Rollout rollouts", "argoproj.io/v1alpha1 Rollout")]
    [InlineData("v1 Pod deployments", "v1 Pod (deployments)")]
    [InlineData("apps/v1 Deployment deployments", "apps/v1 Deployment")]            // the object says that it is a Pod
    public async Task What_cannot_be_read_is_denied(string type, string expected)
    {
        AdmissionAnswer.Review answer = await Ask(Reviews.Of(type, "CREATE", Reviews.Pod(Signed)));

        answer.Record.Outcome.Should().Be(AdmissionOutcome.Unreadable);
        Answers.Response(answer)["status"]!["code"]!.GetValue<int>().Should().Be(400);
        Answers.Message(answer).Should().Contain(expected);
    }

    [Fact]
    public async Task A_review_without_its_object_is_denied() =>
        (await Ask(Reviews.Of(PodType, "CREATE", null))).Record.Outcome.Should().Be(AdmissionOutcome.Unreadable);

    [Theory]
    [InlineData(AdmissionPath.Mutate)]
    [InlineData(AdmissionPath.Validate)]
    public async Task Ten_thousand_containers_are_a_bad_request(AdmissionPath path)
    {
        byte[] body = Reviews.Of(PodType, "CREATE", Reviews.Pod([.. Enumerable.Repeat(Signed, 10_000)])).Bytes();

        AdmissionAnswer answer = await Handler().AnswerAsync(body, path, Set(Pinning.Pods), CancellationToken.None);

        AdmissionAnswer.NotAReview refused = answer.Should().BeOfType<AdmissionAnswer.NotAReview>().Which;
        (refused.StatusCode, refused.Fault).Should().Be((400, null));
        refused.Line.Should().Contain("1000 images");
        Registry.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_no_review_is_a_bad_request()
    {
        AdmissionAnswer answer = await Handler().AnswerAsync("{}"u8.ToArray(), AdmissionPath.Mutate, Set(Pinning.Pods), CancellationToken.None);

        answer.Should().BeOfType<AdmissionAnswer.NotAReview>().Which.StatusCode.Should().Be(400);
    }

    [Fact]
    public async Task The_namespace_of_the_request_counts()
    {
        TrustPolicy elsewhere = Registry.Signed() with { Namespaces = new NamespaceScope([NamespacePattern.Parse("team-*")], []) };
        JsonObject review = Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed));
        AdmissionAnswer.Review prod = await Ask(review, AdmissionPath.Mutate, PolicySets.Set(Pinning.Pods, elsewhere));
        review["request"]!["namespace"] = "team-a";
        AdmissionAnswer.Review team = await Ask(review, AdmissionPath.Mutate, PolicySets.Set(Pinning.Pods, elsewhere));

        (prod.Record.Outcome, team.Record.Outcome).Should().Be((AdmissionOutcome.Denied, AdmissionOutcome.Allowed));
    }
}
