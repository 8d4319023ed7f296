using ImageGate.Core.Images;

namespace ImageGate.Core.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("nginx", "docker.io", "library/nginx", null)]
    [InlineData("library/nginx", "docker.io", "library/nginx", null)]
    [InlineData("docker.io/nginx", "docker.io", "library/nginx", null)]
    [InlineData("docker.io/library/nginx", "docker.io", "library/nginx", null)]
    [InlineData("index.docker.io/library/nginx", "docker.io", "library/nginx", null)]
    [InlineData("index.docker.io/nginx:1", "docker.io", "library/nginx", "1")]
    [InlineData("Docker.IO/nginx", "docker.io", "library/nginx", null)]
    [InlineData("docker.io:443/nginx", "docker.io", "library/nginx", null)]
    [InlineData("acme/app:v1", "docker.io", "acme/app", "v1")]
    [InlineData("a/b/c/d", "docker.io", "a/b/c/d", null)]
    [InlineData("localhost/x", "localhost", "x", null)]
    [InlineData("localhost:5000/x", "localhost:5000", "x", null)]
    [InlineData("localhost:5000", "docker.io", "library/localhost", "5000")]
    [InlineData("[::1]:5000/x:y", "[::1]:5000", "x", "y")]
    [InlineData("[::1]/x", "[::1]", "x", null)]
    [InlineData("[0:0:0:0:0:0:0:1]:5000/x", "[::1]:5000", "x", null)]
    [InlineData("GHCR.io/acme/app:V1", "ghcr.io", "acme/app", "V1")]
    [InlineData("ACME/app", "acme", "app", null)]                              // a runtime takes capitals for a host
    [InlineData("ghcr.io:443/acme/app", "ghcr.io", "acme/app", null)]
    [InlineData("ghcr.io:8443/acme/app", "ghcr.io:8443", "acme/app", null)]
    [InlineData("ghcr.io/acme/app@sha256:" + Hex, "ghcr.io", "acme/app", null)]
    [InlineData("ghcr.io/acme/app:1.2@sha256:" + Hex, "ghcr.io", "acme/app", "1.2")]
    [InlineData("ghcr.io/a__b/c.d-e--f/g_h", "ghcr.io", "a__b/c.d-e--f/g_h", null)]
    [InlineData("10.0.0.1/x", "10.0.0.1", "x", null)]
    [InlineData("x:_tag.with-all_3", "docker.io", "library/x", "_tag.with-all_3")]
    public void A_valid_reference_has_one_canonical_name(string text, string registry, string repository, string? tag)
    {
        ImageReference image = ImageReference.Parse(text);

        image.Registry.Should().Be(registry);
        image.Repository.Should().Be(repository);
        image.Tag.Should().Be(tag);
        image.Text.Should().Be(text);
        image.Digest?.Hex.Should().Be(Hex);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" nginx")]
    [InlineData("nginx ")]
    [InlineData("nginx\n")]                                                    // `$` would let it through
    [InlineData("nginx:1\n")]
    [InlineData("ghcr.io/acme/app@sha256:" + Hex + "\n")]
    [InlineData("nginx:")]
    [InlineData("nginx@")]
    [InlineData(":tag")]
    [InlineData("@sha256:" + Hex)]
    [InlineData("/nginx")]
    [InlineData("nginx/")]
    [InlineData("ghcr.io//app")]
    [InlineData("ghcr.io/Acme/app")]
    [InlineData("ghcr.io/acme/App")]
    [InlineData("nginx:1:2")]
    [InlineData("nginx:-1")]
    [InlineData("nginx:.1")]
    [InlineData("ghcr.io./acme/app")]
    [InlineData("-ghcr.io/acme/app")]
    [InlineData("ghcr_x.io/acme/app")]
    [InlineData("ghcr.io:0/app")]
    [InlineData("ghcr.io:65536/app")]
    [InlineData("ghcr.io:05000/app")]
    [InlineData("ghcr.io:/app")]
    [InlineData("https://ghcr.io/acme/app")]
    [InlineData("docker://ghcr.io/acme/app")]
    [InlineData("user@ghcr.io/acme/app")]
    [InlineData("user:pw@ghcr.io/acme/app")]
    [InlineData("ghcr.io/acme/../app")]
    [InlineData("ghcr.io/acme/./app")]
    [InlineData("ghcr.io/acme/app?x=y")]
    [InlineData("ghcr.io/acme/app#x")]
    [InlineData("ghcr.io/acme/app%2fx")]
    [InlineData("ghcr.io\\acme/app")]
    [InlineData("ghcr.io/acme/a___b")]
    [InlineData("ghcr.io/acme/-app")]
    [InlineData("ghcr.io/acme/app-")]
    [InlineData("[::1/x")]
    [InlineData("[::1]x/y")]
    [InlineData("[:::1]/x")]
    [InlineData("[fe80::1%eth0]/x")]
    [InlineData("nginx@sha256:abc")]
    [InlineData("nginx@sha256:" + Hex + "0")]
    [InlineData("nginx@SHA256:" + Hex)]
    [InlineData("nginx@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("nginx@sha256:" + Hex + "@sha256:" + Hex)]
    [InlineData("nginx@sha256:" + Hex + ":tag")]
    [InlineData("nginx@sha512:" + Hex + Hex)]
    [InlineData(Hex)]                                                          // an image ID to some runtimes
    [InlineData("ngіnx")]                                                 // Cyrillic i
    [InlineData("ghcr。io/acme/app")]                                     // ideographic full stop
    [InlineData("ghcr.io/acme∕app")]                                      // division slash
    [InlineData("ghcr.io/acme/app:１")]                                   // full-width digit
    [InlineData("İ.io/app")]                                              // lower-cases to two characters
    [InlineData("doc\u212Aer.io/nginx")]                                       // the Kelvin sign lower-cases to k
    [InlineData("ng\0inx")]
    public void What_is_not_exactly_valid_is_refused(string text)
    {
        ImageReference.TryParse(text, out ImageReference? image, out string? error).Should().BeFalse();

        image.Should().BeNull();
        error.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void A_tag_has_at_most_128_characters()
    {
        ImageReference.TryParse("nginx:" + new string('a', 128), out _, out _).Should().BeTrue();
        ImageReference.TryParse("nginx:" + new string('a', 129), out _, out _).Should().BeFalse();
    }

    [Fact]
    public void A_name_has_at_most_255_characters()
    {
        ImageReference.TryParse("ghcr.io/" + new string('a', 247), out _, out _).Should().BeTrue();
        ImageReference.TryParse("ghcr.io/" + new string('a', 248), out _, out _).Should().BeFalse();
    }

    [Fact]
    public void A_sha512_digest_is_refused_with_that_reason()
    {
        ImageReference.TryParse("nginx@sha512:" + Hex + Hex, out _, out string? error).Should().BeFalse();

        error.Should().Contain("other algorithms are not supported");
    }

    [Fact]
    public void Latest_is_implied_for_resolving_only()
    {
        ImageReference image = ImageReference.Parse("nginx");

        image.TagToResolve.Should().Be("latest");
        image.Tag.Should().BeNull();
    }

    [Fact]
    public void A_huge_text_is_refused_by_its_length()
    {
        ImageReference.TryParse(new string('a', 10_000_000), out _, out string? error).Should().BeFalse();

        error.Should().Contain("over");
    }
}
