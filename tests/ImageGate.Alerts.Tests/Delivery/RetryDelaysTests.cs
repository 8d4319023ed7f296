using ImageGate.Alerts.Delivery;

namespace ImageGate.Alerts.Tests.Delivery;

public sealed class RetryDelaysTests
{
    [Theory]
    [InlineData(1, 0, 0.5)]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(5, 1, 16)]
    [InlineData(7, 1, 60)]
    [InlineData(1_000_000, 0, 30)]
    public void Waits_double_up_to_a_minute_and_half_of_each_is_chance(int tries, double random, double seconds) =>
        new RetryDelays(() => random).After(tries, null).Should().Be(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void A_receiver_may_ask_for_more_and_not_for_less()
    {
        new RetryDelays(() => 1).After(1, TimeSpan.FromSeconds(30)).Should().Be(TimeSpan.FromSeconds(30));
        new RetryDelays(() => 1).After(3, TimeSpan.Zero).Should().Be(TimeSpan.FromSeconds(4));
    }
}
