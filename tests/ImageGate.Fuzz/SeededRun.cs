using ImageGate.Fuzz.Targets;

namespace ImageGate.Fuzz;

/// <summary>The short run of every change. A long one with other seeds: <c>dotnet run --project tests/ImageGate.Fuzz -c Release -- --seed N --inputs N</c>.</summary>
public sealed class SeededRun
{
    internal const int Seed = 1;

    private const int LeastInputs = 200_000;

    public static TheoryData<string> Targets => [.. AllTargets.List.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Whatever_the_bytes_there_is_an_answer_in_bounded_time_and_memory(string name)
    {
        FuzzTarget target = AllTargets.Find(name);

        FuzzReport report = new FuzzRun(target, Seed).Mutate(target.Inputs);

        report.Failure?.ToString().Should().BeNull();
        report.Inputs.Should().Be(target.Inputs);
        report.Parsed.Should().BePositive("mutations that are all refused at the door reach nothing behind it");
    }

    [Fact]
    public void The_run_is_not_too_short() => AllTargets.List.Sum(target => target.Inputs).Should().BeGreaterThanOrEqualTo(LeastInputs);

    [Fact]
    public void Every_seed_is_taken_as_it_is() =>
        AllTargets.List.Where(target => !target.Seeds.Any(target.Run)).Should().BeEmpty("a target whose good inputs are refused tests only its door");
}
