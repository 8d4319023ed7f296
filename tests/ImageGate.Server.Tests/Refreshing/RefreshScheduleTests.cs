using ImageGate.Server.Refreshing;

namespace ImageGate.Server.Tests.Refreshing;

public sealed class RefreshScheduleTests
{
    [Theory]
    [InlineData(0, 24 * 60)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(1000, 60)]
    public void Failures_are_tried_again_soon_and_less_often_with_time_and_a_tenth_is_chance(int failures, double minutes)
    {
        new RefreshSchedule(TimeSpan.FromHours(24), TimeSpan.FromMinutes(1), () => 0).After(failures).Should().Be(TimeSpan.FromMinutes(minutes));
        new RefreshSchedule(TimeSpan.FromHours(24), TimeSpan.FromMinutes(1), () => 1).After(failures).Should().Be(TimeSpan.FromMinutes(minutes) * 0.9);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(50, 600)]
    public void Retries_are_never_longer_than_the_interval(int failures, int seconds) =>
        new RefreshSchedule(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5), () => 0).After(failures).Should().Be(TimeSpan.FromSeconds(seconds));
}
