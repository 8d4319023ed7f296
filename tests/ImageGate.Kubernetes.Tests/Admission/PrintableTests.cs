using ImageGate.Kubernetes.Admission;

namespace ImageGate.Kubernetes.Tests.Admission;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("nginx:1", 256, "nginx:1")]
    [InlineData("a\r\nb\t\0", 256, "a??b??")]
    [InlineData("\u001b[31mred", 256, "?[31mred")]
    [InlineData("gepr\u00fcft \ud83d\ude00", 256, "gepr\u00fcft \ud83d\ude00")]
    [InlineData("a\u202eb\u2028c\u200d", 256, "a?b?c?")]      // direction marks, line separator, joiner
    [InlineData("abcd", 4, "abcd")]
    [InlineData("abcde", 4, "abc…")]
    [InlineData("abc\ud83d\ude00", 5, "abc\ud83d\ude00")]
    [InlineData("abcd\ud83d\ude00", 5, "abcd…")]
    [InlineData("abc\ud83d\ude00e", 5, "abc…")]               // a pair is not cut in two
    [InlineData("", 4, "")]
    public void A_line_shows_what_it_is_and_is_bounded(string text, int most, string expected) => Printable.Line(text, most).Should().Be(expected);

    [Fact]
    public void What_does_not_fit_is_counted()
    {
        string joined = Printable.Join("; ", [.. Enumerable.Range(0, 100).Select(number => "part" + number)], 100);

        joined.Should().StartWith("part0; part1; ").And.MatchRegex(@"; and \d+ more\z");
        joined.Length.Should().BeLessThanOrEqualTo(100);
    }

    [Fact]
    public void One_part_is_itself_as_long_as_it_fits()
    {
        Printable.Join("; ", ["part"], 100).Should().Be("part");
        Printable.Join("; ", [new string('x', 101)], 100).Should().Be("and 1 more");
    }
}
