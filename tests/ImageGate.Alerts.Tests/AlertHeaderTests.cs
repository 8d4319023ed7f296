namespace ImageGate.Alerts.Tests;

public sealed class AlertHeaderTests
{
    [Theory]
    [InlineData("Authorization", "Bearer abc", true)]
    [InlineData("X-Api-Key", "k", true)]
    [InlineData("X-A", "a\r\nHost: evil", false)]
    [InlineData("X-A", "a\nb", false)]
    [InlineData("X-A", "a\n", false)]
    [InlineData("X-A", "a\0", false)]
    [InlineData("X-A", "ä", false)]
    [InlineData("X-A", "", false)]
    [InlineData("X-A", " a", false)]
    [InlineData("X-A\r\nB", "a", false)]
    [InlineData("X A", "a", false)]
    [InlineData("X-A:", "a", false)]
    [InlineData("", "a", false)]
    [InlineData("Host", "evil", false)]
    [InlineData("content-length", "1", false)]
    [InlineData("Transfer-Encoding", "chunked", false)]
    [InlineData("Content-Type", "text/plain", false)]
    public void Only_what_is_one_line_of_one_header_is_one(string name, string value, bool expected) =>
        AlertHeader.TryCreate(name, value, out _).Should().Be(expected);

    [Fact]
    public void A_value_over_the_bound_is_none() =>
        AlertHeader.TryCreate("X-A", new string('a', Limits.MaxHeaderCharacters + 1), out _).Should().BeFalse();

    [Fact]
    public void Secrets_are_in_no_text_of_settings()
    {
        AlertHeader.TryCreate("Authorization", "Bearer hush", out AlertHeader? header).Should().BeTrue();

        $"{header} {Samples.Receiver(new Uri("https://hooks.example/hush")) with { Headers = [header!] }}".Should().Be("Authorization ops");
    }
}
