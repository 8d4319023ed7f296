using System.Text;
using ImageGate.Sigstore.Tuf;
using ImageGate.Testing.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

public sealed class TufSeedTests
{
    private static readonly Uri Mirror = new("https://tuf.acme.io/");

    [Fact]
    public void Everything_in_a_seed_is_in_its_id()
    {
        TufSeed[] seeds =
        [
            new(Mirror, Bytes("root")),
            new(new Uri("https://tuf.acme.io/v2/"), Bytes("root")),
            new(Mirror, Bytes("other")),
            new(Mirror, Bytes("root"), Bytes("trusted")),
            new(Mirror, Bytes("root"), target: "other.json"),
            new(Mirror, Bytes("root"), caBundle: "PEM"),
        ];
        seeds.Select(seed => seed.Id).Should().OnlyHaveUniqueItems();
        seeds[0].Id.Should().MatchRegex("^[0-9a-f]{64}$").And.Be(new TufSeed(Mirror, Bytes("root")).Id);
    }

    [Fact]
    public void A_mirror_without_a_slash_at_its_end_is_refused()
    {
        Func<TufSeed> make = () => new TufSeed(new Uri("https://tuf.acme.io/v2"), Bytes("root"));
        make.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_root_says_its_version_and_its_expiry()
    {
        var repository = new TufRepository();

        TufRoot.TryRead(repository.Files["1.root.json"], out TufRoot? root, out string? error).Should().BeTrue(error);

        root.Should().Be(new TufRoot(1, TufRepository.Now.AddDays(100)));
    }

    [Fact]
    public void A_root_that_is_not_signed_by_itself_or_is_no_root_is_refused()
    {
        var repository = new TufRepository();
        repository.Tamper("1.root.json", envelope => envelope["signed"]!["version"] = 2);

        TufRoot.TryRead(repository.Files["1.root.json"], out _, out string? unsigned).Should().BeFalse();
        TufRoot.TryRead(repository.Files["timestamp.json"], out _, out string? other).Should().BeFalse();
        TufRoot.TryRead(Bytes("{"), out _, out string? broken).Should().BeFalse();

        unsigned.Should().Contain("not signed by its own keys");
        other.Should().Contain("of another type");
        broken.Should().Contain("root");
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
