using ImageGate.Core.Images;

namespace ImageGate.Core.Tests.Images;

public sealed class ImagePatternTests
{
    private const string AtDigest = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("ghcr.io/acme/*", "ghcr.io/acme/api:1.2", true)]
    [InlineData("ghcr.io/acme/*", "ghcr.io/acme/team/api:1.2", false)]           // * stays inside one path segment
    [InlineData("ghcr.io/acme/*", "evil.example/ghcr.io/acme/api:1.2", false)]   // nothing is implied before the pattern
    [InlineData("ghcr.io/acme/*", "ghcr.io.evil.example/acme/api", false)]
    [InlineData("ghcr.io/acme/*", "ghcrxio.example/acme/api", false)]            // a dot is a dot
    [InlineData("ghcr.io/acme/*", "ghcr.io:8443/acme/api", false)]               // another port is another registry
    [InlineData("ghcr.io/acme/*", "ghcr.io/acme2/api", false)]
    [InlineData("ghcr.io/acme", "ghcr.io/acme/api", false)]                      // nothing is implied after it
    [InlineData("ghcr.io/acme/**", "ghcr.io/acme/api", true)]
    [InlineData("ghcr.io/acme/**", "ghcr.io/acme/team/api", true)]
    [InlineData("ghcr.io/acme/**", "ghcr.io/acme", false)]
    [InlineData("ghcr.io/**/api", "ghcr.io/acme/team/api", true)]
    [InlineData("ghcr.io/**/api", "ghcr.io/api", false)]
    [InlineData("ghcr.io/acme/app-*", "ghcr.io/acme/app-x", true)]
    [InlineData("ghcr.io/acme/app-*", "ghcr.io/acme/app-x/evil", false)]
    [InlineData("*.acme.io/**", "eu.acme.io/x", true)]
    [InlineData("*.acme.io/**", "evil.example/x.acme.io/y", false)]
    [InlineData("*.acme.io/**", "acme.io.evil.example/x", false)]
    [InlineData("GHCR.io/acme/*", "ghcr.io/acme/api", true)]
    [InlineData("ghcr.io:443/acme/*", "ghcr.io/acme/api", true)]
    [InlineData("localhost:5000/**", "localhost:5000/x", true)]
    [InlineData("nginx", "nginx", true)]
    [InlineData("nginx", "index.docker.io/library/nginx:1.27", true)]
    [InlineData("nginx", "docker.io/acme/nginx", false)]
    [InlineData("acme/*", "docker.io/acme/app", true)]
    [InlineData("nginx*", "nginx-unprivileged", true)]
    [InlineData("docker.io/**", "nginx", true)]
    [InlineData("docker.io/*", "nginx", true)]                                   // docker.io/x is docker.io/library/x, for patterns as for images
    [InlineData("docker.io/*", "docker.io/acme/nginx", false)]
    [InlineData("**", "anything.example/at/all:1", true)]
    [InlineData("**/nginx", "evil.example/nginx", true)]
    [InlineData("ghcr.io/acme/api", "ghcr.io/acme/api:1", true)]
    [InlineData("ghcr.io/acme/api", "ghcr.io/acme/api" + AtDigest, true)]
    [InlineData("ghcr.io/acme/api", "ghcr.io/acme/api:1" + AtDigest, true)]
    [InlineData("ghcr.io/acme/api:1.*", "ghcr.io/acme/api:1.2", true)]
    [InlineData("ghcr.io/acme/api:1.*", "ghcr.io/acme/api:1x2", false)]
    [InlineData("ghcr.io/acme/api:1.*", "ghcr.io/acme/api:2.1.0", false)]
    [InlineData("ghcr.io/acme/api:1.*", "ghcr.io/acme/api" + AtDigest, false)]
    [InlineData("ghcr.io/acme/api:*", "ghcr.io/acme/api" + AtDigest, true)]
    [InlineData("ghcr.io/acme/api:*", "ghcr.io/acme/api", true)]
    [InlineData("**:latest", "ghcr.io/acme/api", true)]                          // latest is what would be pulled
    [InlineData("**:latest", "ghcr.io/acme/api:latest", true)]
    [InlineData("**:latest", "ghcr.io/acme/api:Latest", false)]
    [InlineData("**:latest", "ghcr.io/acme/api" + AtDigest, false)]
    [InlineData("[::1]:5000/**", "[::1]:5000/x", true)]
    public void A_pattern_matches_the_whole_canonical_name(string pattern, string image, bool expected) =>
        ImagePattern.Parse(pattern).Matches(ImageReference.Parse(image)).Should().Be(expected);

    [Theory]
    [InlineData("*", "unclear")]
    [InlineData("*/app", "unclear")]
    [InlineData("*:latest", "unclear")]
    [InlineData("", "not valid")]
    [InlineData("ghcr.io/acme/**x", "not valid")]
    [InlineData("ghcr.io/a***", "not valid")]
    [InlineData("ghcr.io//x", "not valid")]
    [InlineData("ghcr.io/acme/", "not valid")]
    [InlineData("ghcr.io/acme/x\n", "not valid")]
    [InlineData("ghcr.io/acme/x y", "not valid")]
    [InlineData("ghcr.io/acme/(a|b)", "not valid")]
    [InlineData("ghcr.io/acme/x:", "tag is not valid")]
    [InlineData("ghcr.io/acme/x:a\n", "tag is not valid")]
    [InlineData("ghcr.io/acme/x" + AtDigest, "digests")]
    [InlineData("ghcr.io/Acme/x", "upper-case")]
    public void A_bad_pattern_is_refused_with_what_is_wrong(string pattern, string reason)
    {
        ImagePattern.TryParse(pattern, out ImagePattern? parsed, out string? error).Should().BeFalse();

        parsed.Should().BeNull();
        error.Should().Contain(reason);
    }
}
