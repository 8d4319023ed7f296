namespace ImageGate.Server.Tests;

public sealed class RequestDeadlineTests
{
    [Theory]
    [InlineData("10s", 9_500)]
    [InlineData("2s", 1_500)]
    [InlineData("1m30s", 29_500)]                  // never over what a webhook configuration can allow
    [InlineData("1h", 29_500)]
    [InlineData("1.5s", 1_000)]
    [InlineData("2500ms", 2_000)]
    [InlineData("1s", 500)]
    [InlineData("100ms", 500)]                     // never less than what is worth a try
    [InlineData(null, 9_500)]
    [InlineData("", 9_500)]
    [InlineData("10", 9_500)]
    [InlineData("-10s", 9_500)]
    [InlineData("0s", 9_500)]
    [InlineData("10s\n", 9_500)]
    [InlineData("999999999h", 29_500)]
    [InlineData("99999999999999999999999999999999999999s", 9_500)]
    [InlineData("soon", 9_500)]
    [InlineData("1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s", 9_500)]      // no API server writes that much
    public void The_api_servers_timeout_less_a_margin_is_the_deadline(string? timeout, int expectedMs) =>
        RequestDeadline.Of(timeout).Should().Be(TimeSpan.FromMilliseconds(expectedMs));
}
