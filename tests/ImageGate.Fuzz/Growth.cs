using ImageGate.Fuzz.Targets;

namespace ImageGate.Fuzz;

/// <summary>Twice the input costs about twice the work, and at the bound of its parser it is little: the time of one request is everybody's.</summary>
public sealed class Growth
{
    private const int Rounds = 5;

    /// <summary>What is quadratic costs four times as much.</summary>
    private const double MostTimes = 3;

    /// <summary>Below it nothing is compared: a clock's tick and a cold cache are as long.</summary>
    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(25);

    public static TheoryData<int> Shapes => [.. Enumerable.Range(0, Growing.List.Count)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Twice_the_input_is_about_twice_the_work(int shape)
    {
        Growing growing = Growing.List[shape];
        FuzzTarget target = AllTargets.Find(growing.Target);

        (TimeSpan halfTime, long halfBytes) = Measure(target, growing.Make(growing.Bytes / 2));
        (TimeSpan wholeTime, long wholeBytes) = Measure(target, growing.Make(growing.Bytes));
        if (wholeTime >= (halfTime * MostTimes) + Floor)
        {
            // Memory that had to be fetched for all rounds of one half, or a neighbour: what is quadratic is so the second time too.
            (halfTime, _) = Measure(target, growing.Make(growing.Bytes / 2));
            (wholeTime, _) = Measure(target, growing.Make(growing.Bytes));
        }

        wholeTime.Should().BeLessThan((halfTime * MostTimes) + Floor, $"half of {growing} took {halfTime.TotalMilliseconds} ms");
        wholeBytes.Should().BeLessThan((long)(halfBytes * MostTimes) + target.AllocationConstant, $"half of {growing} allocated {halfBytes}");
        wholeTime.Should().BeLessThan(FuzzRun.MaxTime, growing.ToString());
        wholeBytes.Should().BeLessThan(target.MaxAllocation(growing.Bytes), growing.ToString());
    }

    // The least of several: what the machine does besides only ever adds.
    private static (TimeSpan Time, long Bytes) Measure(FuzzTarget target, byte[] input)
    {
        TimeSpan least = TimeSpan.MaxValue;
        long allocated = 0;
        for (int round = 0; round < Rounds; round++)
        {
            TimeSpan start = ThreadClock.Now;
            long before = GC.GetAllocatedBytesForCurrentThread();
            target.Run(input);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            TimeSpan time = ThreadClock.Now - start;
            least = time < least ? time : least;
            if (time > FuzzRun.MaxTime)
            {
                break;
            }
        }

        return (least, allocated);
    }
}
