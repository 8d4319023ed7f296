using ImageGate.Fuzz.Targets;

namespace ImageGate.Fuzz;

/// <summary>Nothing recurses by a depth that the input chose: an overflow of the stack ends the whole process.</summary>
public sealed class Nesting
{
    private const int Bytes = 256 * 1024;
    private const int Depth = 10_000;
    private const int MostPlaces = 200;

    public static TheoryData<string> Targets => SeededRun.Targets;

    [Theory]
    [MemberData(nameof(Targets))]
    public void However_deep_an_input_nests_there_is_an_answer(string name)
    {
        FuzzTarget target = AllTargets.Find(name);
        byte[] good = target.Seeds[0];
        IEnumerable<byte[]> inside = target.Format == InputFormat.Json ? Bombs.In(good, Depth).Take(MostPlaces) : [];
        foreach (byte[] bomb in Bombs.Of(Bytes).Concat(inside))
        {
            FuzzReport report = new FuzzRun(target, 0).Repeat(bomb);

            // Not its base64: a bomb is told by what happened.
            report.Failure?.Why.Should().BeNull($"{bomb.Length} bytes that begin with {Convert.ToHexString(bomb.AsSpan(0, 8))} need an answer");
        }
    }
}
