using ImageGate.Core.Policies;

namespace ImageGate.Core.Tests.Policies;

public sealed class NamespacePatternTests
{
    [Theory]
    [InlineData("prod", "prod", true)]
    [InlineData("prod", "prod2", false)]
    [InlineData("prod", "a-prod", false)]
    [InlineData("prod", "Prod", false)]
    [InlineData("prod", "prod\n", false)]
    [InlineData("prod", "", false)]
    [InlineData("prod-*", "prod-a", true)]
    [InlineData("prod-*", "prod-", true)]
    [InlineData("prod-*", "prod", false)]
    [InlineData("prod-*", "a-prod-b", false)]
    [InlineData("prod-*", "prod-a\n", false)]
    [InlineData("*", "anything", true)]
    public void A_name_is_matched_as_a_whole(string pattern, string name, bool expected) => NamespacePattern.Parse(pattern).Matches(name).Should().Be(expected);
}
