using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Admission;
using ImageGate.Testing;

namespace ImageGate.Kubernetes.Tests.Admission;

public sealed class AdviceTests
{
    public static TheoryData<ReasonCode> Reasons => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_has_its_row_in_the_reference(ReasonCode reason) =>
        File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "docs", "reasons.md")).Should().Contain($"\n| `{reason}` | ");

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_has_one_sentence_of_advice(ReasonCode reason) => Advice.For(reason).Should().MatchRegex(@"\A[A-Z][^\n]{10,150}\.\z");
}
