using ImageGate.Sigstore.Certificates;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Certificates;

public sealed class IdentityPolicyTests
{
    private const string Issuer = "https://token.actions.githubusercontent.com";
    private const string Workflow = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1";

    private static readonly CertificateIdentity Identity = Read();

    [Theory]
    [InlineData(Workflow, Workflow, true)]
    [InlineData("https://github.com/acme/*", Workflow, true)]
    [InlineData("https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*", Workflow, true)]
    [InlineData("*", Workflow, true)]
    [InlineData("https://github.com/acme", Workflow, false)]           // never a part
    [InlineData("github.com/acme/*", Workflow, false)]
    [InlineData("https://github.com/ACME/*", Workflow, false)]
    [InlineData("https://github.com/acme/*@refs/tags/v2", Workflow, false)]
    [InlineData("a.b", "axb", false)]                                  // everything but * is literal
    [InlineData("a+", "aa", false)]
    [InlineData("(?:a)*", "aa", false)]
    [InlineData("a*", "a b", false)]                                   // no blanks
    [InlineData("a*", "a\u00a0b", false)]
    [InlineData("a*", "a\n", false)]
    [InlineData("a*", "a\0b", false)]
    [InlineData("a", "a\n", false)]
    [InlineData("*@example.com", "alice@example.com", true)]
    [InlineData("*@example.com", "alice@example.com.evil.example", false)]
    [InlineData("*@example.com", "alice@evil.example alice@example.com", false)]
    [InlineData("*@example.com", "alice@evil.example@example.com", false)]
    [InlineData("https://github.com/acme/app/*@refs/heads/main", "https://github.com/acme/app/.github/workflows/ci.yml@refs/heads/main", true)]
    [InlineData("https://github.com/acme/app/*@refs/heads/main", "https://github.com/acme/app/.github/workflows/ci.yml@refs/heads/x@refs/heads/main", false)]
    [InlineData("https://github.com/acme/app/*@refs/tags/*", "https://github.com/acme/app/.github/workflows/ci.yml@refs/tags/@acme/app@1.0", true)]
    [InlineData("https://github.com/acme/*", "https://github.com/acme/app/.github/workflows/ci.yml@refs/tags/@acme/app@1.0", true)]
    public void A_star_stands_for_any_run_without_blanks(string pattern, string text, bool expected) =>
        Pattern(pattern).Matches(text).Should().Be(expected);

    [Theory]
    [InlineData("a|b", "b", true)]
    [InlineData("a|b", "ab", false)]                                   // the whole of it, for both branches
    [InlineData("a|b", "bx", false)]
    [InlineData("a", "a\n", false)]
    [InlineData("^a$", "a", true)]
    [InlineData("a.c", "abc", true)]
    [InlineData("(?i)A", "a", true)]
    [InlineData("(?m)^a$", "a\nb", false)]
    [InlineData("https://github\\.com/acme/.*", Workflow, true)]
    public void A_regular_expression_matches_the_whole(string pattern, string text, bool expected)
    {
        IdentityPattern.TryParseRegex(pattern, out IdentityPattern? regex, out string? error).Should().BeTrue(error);
        regex!.Matches(text).Should().Be(expected);
    }

    [Theory]
    [InlineData("a)|(?:b")]                                            // would break out of our brackets
    [InlineData("(")]
    [InlineData("(?=a)a")]
    [InlineData("(a)\\1")]
    [InlineData("(?x)a#")]
    [InlineData("")]
    public void A_regular_expression_that_cannot_be_bounded_is_refused(string pattern)
    {
        IdentityPattern.TryParseRegex(pattern, out IdentityPattern? regex, out string? error).Should().BeFalse();
        regex.Should().BeNull();
        error.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void A_very_long_pattern_with_a_star_is_refused()
    {
        IdentityPattern.TryParse(new string(',', Limits.MaxIdentityCharacters - 1) + "*", out IdentityPattern? pattern, out string? error).Should().BeFalse();

        pattern.Should().BeNull();
        error.Should().Contain("too long for a pattern with `*`");
    }

    [Fact]
    public void A_pattern_is_neither_empty_nor_endless()
    {
        IdentityPattern.TryParse("", out _, out string? empty).Should().BeFalse();
        IdentityPattern.TryParse(new string('a', Limits.MaxIdentityCharacters + 1), out _, out string? endless).Should().BeFalse();
        IdentityPattern.TryParseRegex(new string('a', Limits.MaxIdentityCharacters + 1), out _, out _).Should().BeFalse();

        empty.Should().Contain("empty");
        endless.Should().Contain("over");
    }

    [Fact]
    public void Many_stars_are_matched_in_linear_time() =>
        Pattern(string.Concat(Enumerable.Repeat("a*", 500)) + "b").Matches(new string('a', 5_000)).Should().BeFalse();

    [Fact]
    public void Issuer_subject_and_extensions_are_all_demanded_and_each_says_what_is_wrong()
    {
        Match(Issuer, Workflow).Should().BeOfType<IdentityMatch.Matched>();
        Match(Issuer, Workflow, ("runnerEnvironment", "github-hosted"), ("sourceRepositoryOwnerURI", "https://github.com/acme")).Should().BeOfType<IdentityMatch.Matched>();
        Match("https://gitlab.com", Workflow).Should().Be(new IdentityMatch.IssuerMismatch(Issuer));
        Match("https://gitlab.com", "nobody").Should().BeOfType<IdentityMatch.IssuerMismatch>();
        Match(Issuer, "nobody").Should().Be(new IdentityMatch.SubjectMismatch(Workflow));
        Match(Issuer, Workflow, ("runnerEnvironment", "self-hosted")).Should().Be(new IdentityMatch.ExtensionMismatch("runnerEnvironment", "github-hosted"));
        Match(Issuer, Workflow, ("runnerEnvironment", "github-hosted"), ("buildTrigger", "push")).Should().Be(new IdentityMatch.ExtensionMismatch("buildTrigger", null));
        Match(Issuer, Workflow, ("runnerEnvironment", "*")).Should().BeOfType<IdentityMatch.ExtensionMismatch>("extensions are exact");
    }

    [Fact]
    public void An_extension_that_does_not_exist_is_a_bug_of_the_caller()
    {
        Action act = () => Match(Issuer, Workflow, ("RunnerEnvironment", "github-hosted"));

        act.Should().Throw<ArgumentException>().WithMessage("*RunnerEnvironment*");
    }

    private static IdentityMatch Match(string issuer, string subject, params (string Name, string Value)[] extensions) =>
        new IdentityPolicy(Pattern(issuer), Pattern(subject), extensions.ToDictionary(pair => pair.Name, pair => pair.Value)).Match(Identity);

    private static IdentityPattern Pattern(string text) =>
        IdentityPattern.TryParse(text, out IdentityPattern? pattern, out string? error) ? pattern : throw new InvalidDataException(error);

    private static CertificateIdentity Read()
    {
        SigstoreCertificate leaf = new VirtualSigstore(new DateTimeOffset(2026, 8, 22, 12, 0, 0, TimeSpan.Zero)).Issue().Certificate;
        return CertificateIdentity.TryRead(leaf, out CertificateIdentity? identity, out string? error) ? identity : throw new InvalidDataException(error);
    }
}
