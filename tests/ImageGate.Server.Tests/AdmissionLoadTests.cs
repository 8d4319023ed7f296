namespace ImageGate.Server.Tests;

/// <summary>How much is taken on.</summary>
public sealed class AdmissionLoadTests
{
    private const int KiB = 1024;
    private const int All = 16 * KiB * KiB;

    [Fact]
    public async Task However_many_take_memory_at_once_they_get_what_there_is_and_no_more()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        AdmissionLoad load = gate.Get<AdmissionLoad>();
        int taken = 0;

        Parallel.For(0, 2 * All / KiB, _ =>
        {
            if (load.TryTake(KiB))
            {
                Interlocked.Increment(ref taken);
            }
        });

        taken.Should().Be(All / KiB);
    }
}
