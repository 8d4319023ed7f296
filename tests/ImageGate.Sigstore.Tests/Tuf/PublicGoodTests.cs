using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

/// <summary>The seed that is built in.</summary>
public sealed class PublicGoodTests
{
    [Fact]
    public void The_files_are_byte_for_byte_the_published_ones()
    {
        Digest.Of(PublicGood.Seed.Root.Span).Hex.Should().Be("27aea7e372aa7864065174f0661784fcf8b0e28b1dbfebeada31a0f1fb19167f");
        Digest.Of(PublicGood.Seed.TrustedRoot!.Value.Span).Hex.Should().Be("6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66");
    }

    [Fact]
    public void The_seed_alone_is_enough_to_verify_with()
    {
        TrustedRoot.TryParse(PublicGood.Seed.TrustedRoot!.Value, out TrustedRoot? root, out string? error).Should().BeTrue(error);
        root!.TransparencyLogs.Should().HaveCount(2);
        PublicGood.Seed.State.TargetFiles[TufSeed.TrustedRootName].ToArray().Should().Equal(PublicGood.Seed.TrustedRoot!.Value.ToArray());
    }

    [Fact]
    public void The_root_is_version_16_and_signed_by_itself()
    {
        RootMetadata.TryLoad(PublicGood.Seed.Root, out RootMetadata? root, out TufProblem? problem).Should().BeTrue(problem?.Detail);
        root!.Version.Should().Be(16);
        root.IsConsistent.Should().BeTrue();
    }

    [SkippableFact]
    public void The_keys_of_the_root_before_it_signed_it()
    {
        RootMetadata.TryLoad(VectorFolder.Read("root-signing", "published-layout", "15.root.json"), out RootMetadata? before, out _).Should().BeTrue();

        before!.TryFollow(PublicGood.Seed.Root, out _, out TufProblem? problem).Should().BeTrue(problem?.Detail);
    }

    [SkippableFact]
    public void The_trusted_root_is_the_one_that_the_repository_of_the_root_holds() =>
        PublicGood.Seed.TrustedRoot!.Value.ToArray().Should().Equal(VectorFolder.Read("root-signing", "targets", "trusted_root.json"));
}
