using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Kubernetes.Tests.Admission;

public sealed class OverloadAnswerTests
{
    private static readonly byte[] Good = Reviews.Of("v1 Pod pods", "CREATE", Reviews.Pod("nginx:1.27")).Bytes();

    [Fact]
    public void It_is_a_denial_of_the_same_review_that_asks_to_try_again()
    {
        JsonNode review = JsonNode.Parse(OverloadAnswer.For(Good))!;

        review["apiVersion"]!.GetValue<string>().Should().Be("admission.k8s.io/v1");
        review["kind"]!.GetValue<string>().Should().Be("AdmissionReview");
        JsonNode response = review["response"]!;
        response["uid"]!.GetValue<string>().Should().Be(Reviews.Uid);
        response["allowed"]!.GetValue<bool>().Should().BeFalse();
        response["status"]!["code"]!.GetValue<int>().Should().Be(503);
        response["status"]!["reason"]!.GetValue<string>().Should().Be("ServiceUnavailable");
        response["status"]!["message"]!.GetValue<string>().Should().Contain("more requests than it can take on");
        response["status"]!["details"]!["retryAfterSeconds"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public void Any_beginning_gives_the_uid_or_nothing()
    {
        int answered = 0;
        for (int length = 0; length <= Good.Length; length++)
        {
            byte[]? answer = OverloadAnswer.For(Good.AsSpan(0, length));
            answered += answer is null ? 0 : 1;
            (answer is null || JsonNode.Parse(answer)!["response"]!["uid"]!.GetValue<string>() == Reviews.Uid).Should().BeTrue();
        }

        answered.Should().BePositive();
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("""{"uid":"a"}""")]
    [InlineData("""{"request":{"object":{"uid":"a"}}}""")]
    [InlineData("""{"response":{"uid":"a"}}""")]
    [InlineData("""{"request":{},"other":{"uid":"a"}}""")]
    [InlineData("""{"request":{"uid":7}}""")]
    [InlineData("""{"request":{"uid":"a b"}}""")]
    [InlineData("""{"request":{"uid":"\u0007"}}""")]
    [InlineData("""{"request":{"uid":"\ud800"}}""")]
    [InlineData("""{"request":{"uid":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}""")]
    public void What_names_no_uid_that_may_be_echoed_has_no_answer(string beginning) =>
        OverloadAnswer.For(Encoding.UTF8.GetBytes(beginning)).Should().BeNull();
}
