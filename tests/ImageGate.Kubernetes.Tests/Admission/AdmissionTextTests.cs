using System.Text.Json.Nodes;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Kubernetes.Tests.Admission;

/// <summary>What users, the audit log and the host are told.</summary>
public sealed class AdmissionTextTests : HandlerTests
{
    [Fact]
    public async Task The_message_names_the_image_its_places_the_policies_the_reasons_and_what_to_do()
    {
        JsonObject pod = Reviews.Pod(Unsigned, Signed, "ghcr.io/acme/absent:1", "Not An Image");
        pod["spec"]!["initContainers"] = new JsonArray(Reviews.Container("init", Unsigned));
        PolicySet policies = PolicySets.Set(
            Pinning.Pods, Registry.Signed("first"), Registry.Signed("second"), Registry.Signed("silent", PolicyMode.Audit));

        string[] lines = Answers.Message(await Ask(Reviews.Of(PodType, "CREATE", pod), AdmissionPath.Mutate, policies)).Split('\n');

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
    public async Task A_warning_policy_warns_and_allows()
    {
        AdmissionAnswer.Review answer = await Ask(
            Reviews.Of(PodType, "CREATE", Reviews.Pod(Unsigned, Unsigned)), AdmissionPath.Mutate, PolicySets.Set(Pinning.Pods, Registry.Signed(mode: PolicyMode.Warn)));

        JsonObject response = Answers.Response(answer);
        answer.Record.Outcome.Should().Be(AdmissionOutcome.Allowed);
        response.ContainsKey("patch").Should().BeFalse();
        response["warnings"]!.AsArray().Should().ContainSingle().Which!.GetValue<string>().Should().ContainAll(Unsigned, "signed", "NoSignature");
        response["auditAnnotations"]!["would-deny"]!.GetValue<string>().Should().Be($"signed: NoSignature: {Unsigned}");
    }

    [Fact]
    public async Task The_audit_log_names_an_image_of_two_containers_and_a_policy_of_two_images_once()
    {
        AdmissionAnswer.Review answer = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed, Signed, Pinned)));

        JsonNode annotations = Answers.Response(answer)["auditAnnotations"]!;
        annotations["images"]!.GetValue<string>().Should().Be($"{Pinned} verified; {Pinned} verified", "the two spellings are two texts");
        annotations["policies"]!.GetValue<string>().Should().Be("signed");
    }

    [Fact]
    public async Task Warnings_stay_within_what_the_api_server_passes_on()
    {
        PolicySet policies = PolicySets.Set(
            Pinning.Pods, PolicySets.Policy("p", PolicyMode.Warn, "**", new PolicyRule.Deny(new string('x', 500) + "\n")));
        JsonObject pod = Reviews.Pod([.. Enumerable.Range(0, 100).Select(number => "ghcr.io/acme/a:" + number)]);

        string[] warnings =
        [
            .. Answers.Response(await Ask(Reviews.Of(PodType, "CREATE", pod), AdmissionPath.Mutate, policies))["warnings"]!.AsArray()
                .Select(warning => warning!.GetValue<string>()),
        ];

        warnings.Should().OnlyHaveUniqueItems().And.OnlyContain(warning => warning.Length <= 256 && !warning.Contains('\n'));
        warnings.Sum(warning => warning.Length).Should().BeLessThanOrEqualTo(4_096);
    }

    [Fact]
    public async Task An_audit_policy_only_leaves_a_trace()
    {
        AdmissionAnswer.Review answer = await Ask(
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

        AdmissionAnswer.Review answer = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Unsigned)), AdmissionPath.Mutate, policies);

        answer.Record.Outcome.Should().Be(AdmissionOutcome.Denied);
        Answers.Message(answer).Should().Contain("policy \"b\"").And.NotContain("policy \"a\"").And.NotContain("policy \"c\"");
    }

    [Fact]
    public async Task The_audit_log_gets_what_was_decided()
    {
        AdmissionAnswer.Review allowed = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed)));
        AdmissionAnswer.Review denied = await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Unsigned)));
        AdmissionAnswer.Review untouched = await Ask(Reviews.Of(PodType, "DELETE", null, Reviews.Pod(Unsigned)));

        Audit(allowed).Should().Be($$"""{"decision":"allowed","images":"{{Pinned}} verified","policies":"signed"}""");
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

    private static string Audit(AdmissionAnswer.Review answer) => Answers.Response(answer)["auditAnnotations"]!.ToJsonString();
}
