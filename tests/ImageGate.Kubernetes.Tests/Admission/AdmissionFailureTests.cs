using System.Text.Json.Nodes;
using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Kubernetes.Tests.Admission;

/// <summary>Whatever fails denies, and says whether trying again helps.</summary>
public sealed class AdmissionFailureTests : HandlerTests
{
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
    public async Task A_deadline_that_passes_while_the_registry_is_asked_is_unavailable()
    {
        using var deadline = new CancellationTokenSource();
        var never = new TaskCompletionSource<RegistryFailure>();
        Registry.Trouble = async _ =>
        {
            await deadline.CancelAsync();
            return await never.Task;
        };

        ExpectUnavailable(await Ask(Reviews.Of(PodType, "CREATE", Reviews.Pod(Signed)), deadline: deadline.Token), 1)
            .Should().Be("image \"ghcr.io/acme/api:1\" (spec.containers[0].image) could not be checked by policy \"signed\": RegistryTimeout:"
                + " ghcr.io/acme/api: ghcr.io did not say before the request's deadline which digest the tag names. Try again in a moment; nothing is wrong with the image as far as is known.");
    }

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(2, 2)]
    [InlineData(86_400, 2)]
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

    private static string ExpectUnavailable(AdmissionAnswer.Review answer, int retryAfter)
    {
        JsonNode status = Answers.Response(answer)["status"]!;
        answer.Record.Outcome.Should().Be(AdmissionOutcome.Unavailable);
        (status["code"]!.GetValue<int>(), status["reason"]!.GetValue<string>()).Should().Be((503, "ServiceUnavailable"));
        status["details"]!["retryAfterSeconds"]!.GetValue<int>().Should().Be(retryAfter);
        return status["message"]!.GetValue<string>();
    }
}
