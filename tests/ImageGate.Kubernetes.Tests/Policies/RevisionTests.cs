using ImageGate.Kubernetes.Policies;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class RevisionTests
{
    private static readonly string Text = Policy("images: [nginx]\ndeny: no-images");

    [Fact]
    public void The_revision_is_the_beginning_of_the_content_hash()
    {
        var load = (PolicyLoad.Loaded)Load(null, ("a.yaml", Text));
        load.Set.Revision.Should().MatchRegex("^[0-9a-f]{12}$").And.Be(load.ContentHash[..12]);
    }

    [Fact]
    public void The_same_content_has_the_same_hash() =>
        Load(null, ("a.yaml", Text)).ContentHash.Should().Be(Load(null, ("b.yaml", Text)).ContentHash);

    [Fact]
    public void A_comment_changes_the_hash() =>
        Load(null, ("a.yaml", Text)).ContentHash.Should().NotBe(Load(null, ("a.yaml", Text + "#")).ContentHash);

    [Fact]
    public void Bytes_moved_from_one_file_to_the_next_change_the_hash() =>
        Load(null, ("a.yaml", Text + "# x"), ("b.yaml", "#y")).ContentHash
            .Should().NotBe(Load(null, ("a.yaml", Text + "# x#"), ("b.yaml", "y: 1")).ContentHash)
            .And.NotBe(Load(null, ("a.yaml", Text + "# x#y"), ("b.yaml", "")).ContentHash);

    [Fact]
    public void A_file_that_a_policy_names_changes_the_hash()
    {
        string text = WithSigner("key: {file: a.pub}\ntransparencyLog: notRequired");
        string[] hashes =
        [
            Load(new FilesInMemory { ["a.pub"] = TestKey.Pem() }, ("a.yaml", text)).ContentHash,
            Load(new FilesInMemory { ["a.pub"] = TestKey.Pem() }, ("a.yaml", text)).ContentHash,
            Load(new FilesInMemory { ["a.pub"] = "no key" }, ("a.yaml", text)).ContentHash,
            Load(null, ("a.yaml", text)).ContentHash,
        ];
        hashes.Should().OnlyHaveUniqueItems();
    }
}
