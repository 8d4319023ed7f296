using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Tests.Workloads;

public sealed class ImageChangeTests
{
    private const string Digest = "@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("containers:a=nginx:1", "containers:a=nginx:1", "")]                           // unchanged
    [InlineData("containers:a=nginx:1", "containers:a=nginx:2", "nginx:2")]
    [InlineData("containers:a=nginx:1", "containers:b=nginx:1", "nginx:1")]                    // another container
    [InlineData("containers:a=nginx:1", "initContainers:a=nginx:1", "nginx:1")]                // another list
    [InlineData("containers:a=nginx:1", "containers:a=docker.io/nginx:1", "docker.io/nginx:1")] // another spelling
    [InlineData("", "containers:a=nginx:1", "nginx:1")]
    [InlineData("containers:a=x containers:b=y", "containers:b=y containers:a=x", "")]         // another order
    [InlineData("containers:a=x containers:b=y", "containers:a=y containers:b=x", "y x")]
    [InlineData("containers:a=x containers:a=y", "containers:a=x", "x")]                       // which of the two?
    [InlineData("containers:a=x", "containers:a=x containers:a=x", "x x")]
    [InlineData("volumes:a=x", "volumes:a=x volumes:b=x", "x")]
    public void Only_what_is_new_is_checked(string before, string now, string expected) =>
        string.Join(' ', ImageChange.Since(Uses(before), Uses(now)).Select(change => change.Use.Text)).Should().Be(expected);

    [Theory]
    [InlineData("nginx:1" + Digest, "nginx:1", true)]
    [InlineData("nginx" + Digest, "nginx", true)]
    [InlineData("nginx:1" + Digest, "nginx", false)]                       // another tag
    [InlineData("nginx:1" + Digest, "nginx:2", false)]
    [InlineData("nginx:1", "nginx:1" + Digest, false)]
    [InlineData("nginx:10" + Digest, "nginx:1", false)]
    public void A_text_without_the_stored_digest_remembers_it(string stored, string sent, bool expected) =>
        ImageChange.Since(Uses("containers:a=" + stored), Uses("containers:a=" + sent)).Should().ContainSingle()
            .Which.Stored.Should().Be(expected ? stored : null);

    private static ImageUse[] Uses(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(':', 2)).Select((one, index) =>
            new ImageUse($"/spec/{one[0]}/{index}/image", one[0], one[1].Split('=')[0], one[1].Split('=')[1])),
    ];
}
