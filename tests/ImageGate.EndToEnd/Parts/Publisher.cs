using System.Formats.Tar;
using ImageGate.Sigstore;

namespace ImageGate.EndToEnd.Parts;

/// <summary>Pushes and signs images with the real clients.</summary>
internal sealed class Publisher(string folder, IReadOnlyDictionary<string, string> environment)
{
    private int _images;

    /// <summary>Pushes a small image that is like no other.</summary>
    public async Task<PushedImage> PushAsync(string repository, string tag = "v1")
    {
        string layer = Path.Combine(folder, $"layer-{Interlocked.Increment(ref _images)}.tar");
        await WriteLayerAsync(layer);
        string pushed = await CraneAsync("append", "--oci-empty-base", "-f", layer, "-t", $"{repository}:{tag}");
        File.Delete(layer);
        return new PushedImage(repository, tag, Digest.Parse(pushed.Trim().Split('@')[1]));
    }

    /// <summary>Pushes an image and signs it with each of the keys.</summary>
    public async Task<PushedImage> PushSignedAsync(string repository, params SigningKey[] keys)
    {
        PushedImage image = await PushAsync(repository);
        foreach (SigningKey key in keys)
        {
            await SignAsync(image, key);
        }

        return image;
    }

    /// <summary>Signs with cosign 2, without a log.</summary>
    public async Task SignAsync(PushedImage image, SigningKey key, params string[] options) => (await RunAsync(
        "cosign2", ["sign", "--key", key.PrivateFile, "--tlog-upload=false", "--allow-http-registry", "-y", .. options, image.ByDigest])).Succeeded();

    /// <summary>Signs with cosign 2 in the layout that it calls experimental: referrers of the image.</summary>
    public async Task SignAsReferrerAsync(PushedImage image, SigningKey key) => (await Command.RunAsync(
        LabFolder.Program("cosign2"),
        environment.Append(KeyValuePair.Create("COSIGN_EXPERIMENTAL", "1")).ToDictionary(),
        "",
        "sign", "--key", key.PrivateFile, "--tlog-upload=false", "--allow-http-registry", "--registry-referrers-mode=oci-1-1", "-y", image.ByDigest)).Succeeded();

    /// <summary>Signs with cosign 3 in the layout that cosign 2 uses.</summary>
    public async Task SignByCosign3Async(PushedImage image, SigningKey key) => (await RunAsync(
        "cosign",
        [
            "sign", "--key", key.PrivateFile, "--use-signing-config=false", "--tlog-upload=false", "--new-bundle-format=false",
            "--allow-http-registry", "-y", image.ByDigest,
        ])).Succeeded();

    /// <summary>Signs with cosign 3 in its own layout.</summary>
    public async Task SignAsBundleAsync(PushedImage image, SigningKey key) => (await RunAsync(
        "cosign",
        ["sign", "--key", key.PrivateFile, "--use-signing-config=false", "--tlog-upload=false", "--allow-http-registry", "-y", image.ByDigest])).Succeeded();

    /// <summary>Copies an image or a signature to another name.</summary>
    public Task CopyAsync(string from, string to) => CraneAsync("copy", from, to);

    public async Task<string> CraneAsync(params string[] arguments) => (await RunAsync("crane", ["--insecure", .. arguments])).Succeeded();

    public Task<CommandResult> RunAsync(string program, IEnumerable<string> arguments) => Command.RunAsync(LabFolder.Program(program), environment, "", arguments);

    private static async Task WriteLayerAsync(string path)
    {
        await using FileStream file = File.Create(path);
        await using var tar = new TarWriter(file);
        using var content = new MemoryStream(Guid.NewGuid().ToByteArray());
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = content });
    }
}
