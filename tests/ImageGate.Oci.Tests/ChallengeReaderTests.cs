using ImageGate.Oci.Auth;

namespace ImageGate.Oci.Tests;

public sealed class ChallengeReaderTests
{
    [Theory]
    [InlineData("""Bearer realm="https://auth.example/token",service="registry",scope="repository:a/b:pull,push" """)]
    [InlineData("""bearer REALM = "https://auth.example/token" , Service=registry, scope="repository:a/b:pull,push" """)]
    [InlineData("""BEARER ,realm="https://auth.example\/token",,service="reg\istry",scope="repository:a/b:pull,push",""")]
    public void A_bearer_challenge_is_read_however_it_is_written(string line)
    {
        Challenge only = ChallengeReader.Read([line]).Should().ContainSingle().Which;

        only.Scheme.Should().Be(Challenge.Bearer);
        only.Parameters.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["realm"] = "https://auth.example/token",
            ["service"] = "registry",
            ["scope"] = "repository:a/b:pull,push",
        });
    }

    [Theory]
    [InlineData("Negotiate, Basic realm=\"a, b\", Bearer realm=\"c\"", "negotiate basic bearer")]
    [InlineData("Negotiate abc==, Basic realm=x", "negotiate basic")]
    [InlineData("Negotiate abc=, Basic", "negotiate basic")]
    [InlineData("Basic realm=\"x\",charset=\"UTF-8\", Digest realm=\"y\", nonce=\"=\"", "basic digest")]
    [InlineData("", "")]
    [InlineData(" , ,", "")]
    public void Several_challenges_in_a_line_are_told_apart(string line, string schemes) =>
        ChallengeReader.Read([line]).Select(challenge => challenge.Scheme).Should().Equal(schemes.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Lines_add_up_and_a_malformed_one_counts_for_nothing() =>
        ChallengeReader.Read(["Basic realm=\"x", "Bearer realm=\"y\"", "Basic"]).Select(challenge => challenge.Scheme).Should().Equal("bearer", "basic");

    [Theory]
    [InlineData("Bearer realm=\"open")]
    [InlineData("Bearer realm=\"a\" service=\"b\"")]                 // no comma
    [InlineData("Bearer realm=\"a\",realm=\"b\"")]                   // which one?
    [InlineData("Bearer realm=\"a\",REALM=\"b\"")]
    [InlineData("Bearer =x")]
    [InlineData("Bearer \"x\"")]
    [InlineData("Bearer\u00a0realm=\"a\"")]
    [InlineData("Bearer realm=\"a\\")]
    [InlineData("\"Bearer\"")]
    public void A_malformed_line_counts_for_nothing(string line) => ChallengeReader.Read([line]).Should().BeEmpty();

    [Fact]
    public void Challenges_and_parameters_are_bounded()
    {
        ChallengeReader.Read([string.Join(", ", Enumerable.Repeat("Basic", 8))]).Should().HaveCount(8);
        ChallengeReader.Read([string.Join(", ", Enumerable.Repeat("Basic", 9))]).Should().BeEmpty();
        ChallengeReader.Read(Enumerable.Repeat("Basic", 9)).Should().BeEmpty();
        ChallengeReader.Read(["Bearer " + string.Join(", ", Enumerable.Range(0, 16).Select(i => $"p{i}=x"))]).Should().HaveCount(1);
        ChallengeReader.Read(["Bearer " + string.Join(", ", Enumerable.Range(0, 17).Select(i => $"p{i}=x"))]).Should().BeEmpty();
    }
}
