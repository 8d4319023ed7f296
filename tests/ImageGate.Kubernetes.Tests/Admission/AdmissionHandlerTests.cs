using System.Text.Json.Nodes;
using ImageGate.Core;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Kubernetes.Tests.Admission;

public sealed class AdmissionHandlerTests : IDisposable
{
    private const string Signed = "ghcr.io/acme/api:1";
    private const string Unsigned = "ghcr.io/acme/rogue:1";
    private const string DeploymentType = "apps/v1 Deployment deployments";
    private const string PodType = "v1 Pod pods";

    private readonly Answers _answers = new();
    private readonly string _pinned;

    public AdmissionHandlerTests()
    {
        _pinned = $"{Signed}@{_answers.Registry.Push(Signed, "api", signed: true)}";
        _answers.Registry.Push(Unsigned, "rogue", signed: false);
    }

    private SignedRegistry Registry => _answers.Registry;

    [Fact]
    public async Task A_signed_image_is_allowed_and_pinned()
    {
        JsonObject review = Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed));
        AdmissionAnswer.Review answer = await Ask(review);

        answer.Record.Outcome.Should().Be(AdmissionOutcome.Allowed);
        Image(Answers.Patched(review, answer)).Should().Be(_pinned);
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
    public async Task The_message_names_the_image_its_places_the_policies_the_reasons_and_what_to_do()
    {
        JsonObject pod = Reviews.Pod(Unsigned, Signed, "ghcr.io/acme/absent:1", "Not An Image");
        pod["spec"]!["initContainers"] = new JsonArray(Reviews.Container("init", Unsigned));
        PolicySet policies = PolicySets.Set(
            Pinning.Pods, Registry.Signed("first"), Registry.Signed("second"), Registry.Signed("silent", PolicyMode.Audit));

        string[] lines = Answers.Message(await _answers.Ask(Reviews.Of(PodType, "CREATE", pod), AdmissionPath.Mutate, policies)).Split('\n');

        lines.Should().Equal(
            "image \"ghcr.io/acme/rogue:1\" (spec.initContainers[0].image, spec.containers[0].image) denied"
                + " by policy \"first\": NoSignature: signer \"release-key\": the image has no signature;"
                + " by policy \"second\": NoSignature: signer \"release-key\": the image has no signature."
                + " Sign the image (cosign sign), and check that the signature was pushed beside it.",
            "image \"ghcr.io/acme/absent:1\" (spec.containers[2].image) denied"
                + " by policy \"first\": ImageNotFound: there is no ghcr.io/acme/absent:1;"
                + " by policy \"second\": ImageNotFound: there is no ghcr.io/acme/absent:1."
                + " Check the spelling of the image, and whether it was pushed.",
            "image \"Not An Image\" (spec.containers[3].image) denied: BadReference: the text is not a valid image reference"
                + " ([HOST[:PORT]/]PATH[:TAG][@DIGEST], lower-case path). Write the image as [HOST/]PATH[:TAG][@sha256:DIGEST].");
    }

    [Fact]
    public async Task A_message_stays_within_its_bound()
    {
        JsonObject pod = Reviews.Pod([.. Enumerable.Range(0, 900).Select(number => "Bad Image " + new string('x', 1_000) + number + "\u202e\n")]);

        string message = Answers.Message(await Ask(Reviews.Of(PodType, "CREATE", pod)));

        message.Length.Should().BeLessThanOrEqualTo(Limits.MaxMessageCharacters);
        message.Should().Contain("spec.containers[0].image").And.MatchRegex(@"\nand \d+ more\z").And.NotContain("\u202e");
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
            .Should().AllBe(_pinned);
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
        AdmissionAnswer.Review twin = await Ask(Reviews.Of(type, "CREATE", Of(type, _pinned)), pinning, AdmissionPath.Validate);

        (answer.Record.IsAllowed, twin.Record.IsAllowed).Should().Be((allowed, true));
        Answers.Response(twin).ContainsKey("patch").Should().BeFalse();
        if (!allowed)
        {
            Answers.Message(answer).Should().ContainAll("policy \"signed\": NotPinned", $"write \"{_pinned}\"");
        }
    }

    [Fact]
    public async Task Validate_demands_no_digest_where_no_enforcing_policy_wants_signatures()
    {
        PolicySet policies = PolicySets.Set(Pinning.Pods, Registry.Signed(mode: PolicyMode.Warn));
        AdmissionAnswer.Review answer = await _answers.Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed)), AdmissionPath.Validate, policies);

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
    public async Task Ephemeral_containers_are_checked_and_pinned_in_both_shapes(string type, string image, bool allowed)
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
            (patched["spec"] ?? patched)["ephemeralContainers"]![0]!["image"]!.GetValue<string>().Should().Be(_pinned);
        }
    }

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
        JsonObject review = Reviews.Of(DeploymentType, "UPDATE", Reviews.Deployment(1, Signed), Reviews.Deployment(1, _pinned));

        AdmissionAnswer.Review answer = await Ask(review, Pinning.All);

        Image(Answers.Patched(review, answer)["spec"]!["template"]!).Should().Be(_pinned);
        Registry.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_stored_digest_that_is_not_verified_any_more_is_not_kept()
    {
        JsonObject stored = Reviews.Deployment(1, $"{Signed}@{SignedRegistry.DigestOf("unsigned before")}");
        JsonObject review = Reviews.Of(DeploymentType, "UPDATE", Reviews.Deployment(1, Signed), stored);

        Image(Answers.Patched(review, await Ask(review, Pinning.All))["spec"]!["template"]!).Should().Be(_pinned);
    }

    [Fact]
    public async Task A_stored_digest_does_not_answer_for_a_text_that_stays_without_it()
    {
        Registry.Push(Signed, "moved to something unsigned", signed: false);
        JsonObject review = Reviews.Of(PodType, "UPDATE", Reviews.Pod(Signed), Reviews.Pod(_pinned));

        AdmissionAnswer.Review writes = await Ask(review, Pinning.Pods);
        AdmissionAnswer.Review leaves = await Ask(review, Pinning.None);
        AdmissionAnswer.Review validates = await Ask(review, Pinning.Pods, AdmissionPath.Validate);

        (writes.Record.Outcome, leaves.Record.Outcome, validates.Record.Outcome)
            .Should().Be((AdmissionOutcome.Allowed, AdmissionOutcome.Denied, AdmissionOutcome.Denied));
        Image(Answers.Patched(review, writes)).Should().Be(_pinned);
    }

    [Fact]
    public async Task A_stored_digest_without_a_policy_does_not_answer_for_a_tag_that_has_one()
    {
        // `nginx@sha256:…` has no tag, so the policy on `latest` speaks only of the text that is sent.
        PolicySet policies = PolicySets.Set(
            UnmatchedImages.Allow, Pinning.All, PolicySets.Policy("no-latest", PolicyMode.Enforce, "ghcr.io/**:latest", new PolicyRule.Deny("name a tag")));
        JsonObject review = Reviews.Of(
            DeploymentType, "UPDATE", Reviews.Deployment(1, "ghcr.io/acme/api"), Reviews.Deployment(1, $"ghcr.io/acme/api@{SignedRegistry.DigestOf("api")}"));

        AdmissionAnswer.Review answer = await _answers.Ask(review, AdmissionPath.Mutate, policies);

        answer.Record.Outcome.Should().Be(AdmissionOutcome.Denied);
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
    public async Task A_fault_denies_and_tells_only_a_correlation_id()
    {
        var fault = new InvalidOperationException("secret-in-the-exception");
        Registry.Trouble = _ => throw fault;

        AdmissionAnswer.Review answer = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed)));

        JsonObject response = Answers.Response(answer);
        answer.Record.Outcome.Should().Be(AdmissionOutcome.Failed);
        answer.Record.Fault!.Exception.Should().BeSameAs(fault);
        answer.Record.Fault.CorrelationId.Should().MatchRegex(@"\A[0-9a-f]{16}\z");
        response["status"]!["code"]!.GetValue<int>().Should().Be(500);
        response["status"]!["reason"]!.GetValue<string>().Should().Be("InternalError");
        response["auditAnnotations"]!["correlation-id"]!.GetValue<string>().Should().Be(answer.Record.Fault.CorrelationId);
        Answers.Message(answer).Should().Contain(answer.Record.Fault.CorrelationId);
        response.ToJsonString().Should().NotContain("secret");
    }

    [Fact]
    public async Task A_cancellation_that_is_not_the_deadline_is_a_fault()
    {
        Registry.Trouble = _ => throw new OperationCanceledException();

        (await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed)))).Record.Outcome.Should().Be(AdmissionOutcome.Failed);
    }

    [Fact]
    public async Task A_deadline_that_is_thrown_is_unavailable()
    {
        Registry.Trouble = deadline => throw new OperationCanceledException(deadline);

        ExpectUnavailable(await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed)), deadline: new CancellationToken(canceled: true)), 5)
            .Should().Contain("timeout");
    }

    [Fact]
    public async Task A_deadline_that_passes_while_the_registry_is_asked_is_unavailable()
    {
        using var deadline = new CancellationTokenSource();
        Registry.Trouble = async cancelled =>
        {
            await deadline.CancelAsync();
            cancelled.IsCancellationRequested.Should().BeTrue();
            return new RegistryFailure.Unavailable(UnavailableCause.Timeout, "ghcr.io did not answer in time", null);
        };

        ExpectUnavailable(await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed)), deadline: deadline.Token), 5)
            .Should().Be("image \"ghcr.io/acme/api:1\" (spec.containers[0].image) could not be checked by policy \"signed\": RegistryTimeout:"
                + " ghcr.io did not answer in time. Try again in a moment; nothing is wrong with the image as far as is known.");
    }

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(12, 12)]
    [InlineData(86_400, 60)]
    public async Task A_throttling_registry_says_when_to_try_again(double seconds, int expected)
    {
        Registry.Trouble = _ => Task.FromResult<RegistryFailure>(
            new RegistryFailure.Unavailable(UnavailableCause.Throttled, "ghcr.io: 429", TimeSpan.FromSeconds(seconds)));

        ExpectUnavailable(await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed))), expected).Should().Contain("RegistryThrottled");
    }

    [Fact]
    public async Task A_denial_beside_an_unavailable_image_is_a_denial_that_names_both()
    {
        Registry.Trouble = _ => Task.FromResult<RegistryFailure>(new RegistryFailure.Unavailable(UnavailableCause.Unreachable, "no route", null));

        AdmissionAnswer.Review answer = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed, "docker.io/acme/x:1")));

        answer.Record.Outcome.Should().Be(AdmissionOutcome.Denied);
        Answers.Message(answer).Split('\n').Should().SatisfyRespectively(
            first => first.Should().Contain("docker.io/acme/x:1").And.Contain("NoPolicyMatches"),
            second => second.Should().Contain(Signed).And.Contain("RegistryUnreachable"));
    }

    [Fact]
    public async Task A_warning_policy_warns_and_allows()
    {
        AdmissionAnswer.Review answer = await _answers.Ask(
            Reviews.Of(PodType, "CREATE", Reviews.Pod(Unsigned, Unsigned)), AdmissionPath.Mutate, PolicySets.Set(Pinning.Pods, Registry.Signed(mode: PolicyMode.Warn)));

        JsonObject response = Answers.Response(answer);
        answer.Record.Outcome.Should().Be(AdmissionOutcome.Allowed);
        response.ContainsKey("patch").Should().BeFalse();
        response["warnings"]!.AsArray().Should().ContainSingle().Which!.GetValue<string>().Should().ContainAll(Unsigned, "signed", "NoSignature");
        response["auditAnnotations"]!["would-deny"]!.GetValue<string>().Should().Be($"signed: NoSignature: {Unsigned}");
    }

    [Fact]
    public async Task Warnings_stay_within_what_the_api_server_passes_on()
    {
        PolicySet policies = PolicySets.Set(
            Pinning.Pods, PolicySets.Policy("p", PolicyMode.Warn, "**", new PolicyRule.Deny(new string('x', 500) + "\n")));
        JsonObject pod = Reviews.Pod([.. Enumerable.Range(0, 100).Select(number => "ghcr.io/acme/a:" + number)]);

        string[] warnings =
        [
            .. Answers.Response(await _answers.Ask(Reviews.Of(PodType, "CREATE", pod), AdmissionPath.Mutate, policies))["warnings"]!.AsArray()
                .Select(warning => warning!.GetValue<string>()),
        ];

        warnings.Should().OnlyHaveUniqueItems().And.OnlyContain(warning => warning.Length <= 256 && !warning.Contains('\n'));
        warnings.Sum(warning => warning.Length).Should().BeLessThanOrEqualTo(4_096);
    }

    [Fact]
    public async Task An_audit_policy_only_leaves_a_trace()
    {
        AdmissionAnswer.Review answer = await _answers.Ask(
            Reviews.Of(PodType, "CREATE", Reviews.Pod(Unsigned)), AdmissionPath.Mutate, PolicySets.Set(Pinning.Pods, Registry.Signed(mode: PolicyMode.Audit)));

        JsonObject response = Answers.Response(answer);
        answer.Record.Outcome.Should().Be(AdmissionOutcome.Allowed);
        response.ContainsKey("warnings").Should().BeFalse();
        response["auditAnnotations"]!["would-deny"]!.GetValue<string>().Should().Be($"signed: NoSignature: {Unsigned}");
    }

    [Fact]
    public async Task A_lenient_policy_never_hides_a_strict_one()
    {
        PolicySet policies = PolicySets.Set(
            Pinning.Pods, Registry.Signed("a", PolicyMode.Audit), Registry.Signed("b"), Registry.Signed("c", PolicyMode.Warn));

        AdmissionAnswer.Review answer = await _answers.Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Unsigned)), AdmissionPath.Mutate, policies);

        answer.Record.Outcome.Should().Be(AdmissionOutcome.Denied);
        Answers.Message(answer).Should().Contain("policy \"b\"").And.NotContain("policy \"a\"").And.NotContain("policy \"c\"");
    }

    [Fact]
    public async Task The_audit_log_gets_what_was_decided()
    {
        AdmissionAnswer.Review allowed = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed)));
        AdmissionAnswer.Review denied = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Unsigned)));
        AdmissionAnswer.Review untouched = await Ask(Reviews.Of(PodType, "DELETE", null, Reviews.Pod(Unsigned)));

        Audit(allowed).Should().Be($$"""{"decision":"allowed","images":"{{_pinned}} verified","policies":"signed"}""");
        Audit(denied).Should().Be($$"""{"decision":"denied","images":"{{Unsigned}}@{{SignedRegistry.DigestOf("rogue")}} denied: NoSignature","policies":"signed"}""");
        Audit(untouched).Should().Be("""{"decision":"untouched"}""");
    }

    [Fact]
    public async Task The_record_says_who_asked_for_what()
    {
        JsonObject review = Reviews.Of(DeploymentType, "UPDATE", Reviews.Deployment(1, Unsigned), Reviews.Deployment(1, Signed));
        review["request"]!["dryRun"] = true;
        AdmissionRecord record = (await Ask(review)).Record;

        (record.Path, record.Uid, record.Operation, record.Kind, record.SubResource).Should().Be((AdmissionPath.Mutate, Reviews.Uid, AdmissionOperation.Update, "Deployment", ""));
        (record.Namespace, record.Name, record.User, record.DryRun, record.IsAllowed, record.Fault).Should().Be(("prod", "shop-5d8c", "jane@acme.io", true, false, null));
        ImageDecision image = record.Images.Should().ContainSingle().Which;
        image.Use.Pointer.Should().Be("/spec/template/spec/containers/0/image");
        image.Verdict.Should().BeOfType<ImageVerdict.Denied>().Which.Reason.Should().Be(ReasonCode.NoSignature);
    }

    [Fact]
    public async Task The_namespace_of_the_request_counts()
    {
        TrustPolicy elsewhere = Registry.Signed() with { Namespaces = new NamespaceScope([NamespacePattern.Parse("team-*")], []) };
        JsonObject review = Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed));
        AdmissionAnswer.Review prod = await _answers.Ask(review, AdmissionPath.Mutate, PolicySets.Set(Pinning.Pods, elsewhere));
        review["request"]!["namespace"] = "team-a";
        AdmissionAnswer.Review team = await _answers.Ask(review, AdmissionPath.Mutate, PolicySets.Set(Pinning.Pods, elsewhere));

        (prod.Record.Outcome, team.Record.Outcome).Should().Be((AdmissionOutcome.Denied, AdmissionOutcome.Allowed));
    }

    public void Dispose() => _answers.Dispose();

    private static string ExpectUnavailable(AdmissionAnswer.Review answer, int retryAfter)
    {
        JsonNode status = Answers.Response(answer)["status"]!;
        answer.Record.Outcome.Should().Be(AdmissionOutcome.Unavailable);
        (status["code"]!.GetValue<int>(), status["reason"]!.GetValue<string>()).Should().Be((503, "ServiceUnavailable"));
        status["details"]!["retryAfterSeconds"]!.GetValue<int>().Should().Be(retryAfter);
        return status["message"]!.GetValue<string>();
    }

    private static JsonObject Of(string type, string image) => type == PodType ? Reviews.Pod(image) : Reviews.Deployment(1, image);

    private static string Image(JsonNode root) => root["spec"]!["containers"]![0]!["image"]!.GetValue<string>();

    private static string Audit(AdmissionAnswer.Review answer) => Answers.Response(answer)["auditAnnotations"]!.ToJsonString();

    private AdmissionHandler Handler() => new(new Gatekeeper(Registry));

    private PolicySet Set(Pinning pinning) => PolicySets.Set(pinning, Registry.Signed());

    private Task<AdmissionAnswer.Review> Ask(
        JsonNode review, Pinning pinning = Pinning.Pods, AdmissionPath path = AdmissionPath.Mutate, CancellationToken deadline = default) =>
        _answers.Ask(review, path, Set(pinning), deadline);
}
