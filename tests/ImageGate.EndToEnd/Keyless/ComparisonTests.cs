using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>
/// One image and one policy at a time: what the API server lets through is what cosign verifies, or the page of differences
/// says why not. ImageGate is never laxer.
/// </summary>
public sealed class ComparisonTests(EndToEndLab lab) : KeylessTest(lab)
{
    private static readonly Dictionary<string, ComparedCase> Cases = new[]
    {
        IdentityCases.All, ServiceCases.All, AttestationCases.All, BundleAttackCases.All, ReferrerAttackCases.All, TagAttackCases.All, CraftedCases.All,
    }.SelectMany(cases => cases).ToDictionary(one => one.Name);

    private static readonly string[] Headings =
    [
        .. File.ReadLines(Path.Combine(Fixtures.RepositoryRoot, "docs", "differences.md"))
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]),
    ];

    public static TheoryData<string> Names => [.. Cases.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task The_verdict_is_that_of_cosign_or_the_page_of_differences_says_why_not(string name)
    {
        ComparedCase one = Cases[name];
        KeylessLab keyless = await Lab.KeylessAsync();
        PushedImage image = await one.Image(keyless);
        Task<PodAnswer> pod = keyless.AdmitAsync(one.Policy, image);
        Task<IReadOnlyList<CommandResult>> cosign3 = keyless.AskAsync(one.Policy, image, byCosign2: false);
        Task<IReadOnlyList<CommandResult>> cosign2 = one.IsInTag ? keyless.AskAsync(one.Policy, image, byCosign2: true) : Task.FromResult<IReadOnlyList<CommandResult>>([]);
        await Task.WhenAll(pod, cosign3, cosign2);

        MustAnswer(one, image, await pod);
        Accepted accepted = Yes(await cosign3, Accepted.ByCosign3) | Yes(await cosign2, Accepted.ByCosign2);
        Accepted everybody = Accepted.ByCosign3 | (one.IsInTag ? Accepted.ByCosign2 : Accepted.ByNone);
        Accepted wanted = one.Difference is not null ? one.AcceptedBy : one.Reason is null ? everybody : Accepted.ByNone;
        accepted.Should().Be(wanted, "{0}", string.Join('\n', (await cosign3).Concat(await cosign2)));
    }

    [SkippableFact]
    public void Every_difference_is_on_the_page_and_every_heading_of_the_page_has_a_case() =>
        Cases.Values.Select(one => one.Difference).OfType<string>().Distinct().Should().BeEquivalentTo(Headings);

    [SkippableFact]
    public void There_are_enough_cases() => Cases.Should().HaveCountGreaterThan(80);

    private static void MustAnswer(ComparedCase one, PushedImage image, PodAnswer answer)
    {
        if (one.Reason is null)
        {
            answer.Should().Be(new PodAnswer(image.Pinned, ""));
            return;
        }

        answer.Image.Should().BeNull();
        answer.Text.Should().Contain("imagegate.dev\" denied the request: ").And.Contain($"{one.Reason}: ").And.Contain(one.Says ?? "denied");
    }

    // No question at all would be a yes to everything.
    private static Accepted Yes(IReadOnlyList<CommandResult> answers, Accepted by) =>
        answers.Count > 0 && answers.All(answer => answer.ExitCode == 0) ? by : Accepted.ByNone;
}
