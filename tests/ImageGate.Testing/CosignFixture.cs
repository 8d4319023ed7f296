using System.Text.Json;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Testing;

/// <summary>An image that real cosign signed; see tests/fixtures/cosign/README.md.</summary>
public sealed class CosignFixture
{
    private readonly string _folder;

    private CosignFixture(string folder, Digest image, IReadOnlyList<RawSignature.SimpleSigning> signatures)
    {
        _folder = folder;
        Image = image;
        Signatures = signatures;
    }

    /// <summary>The signed image.</summary>
    public Digest Image { get; }

    /// <summary>The layers of its <c>.sig</c> manifest.</summary>
    public IReadOnlyList<RawSignature.SimpleSigning> Signatures { get; }

    /// <summary>Reads a case by the name of its folder.</summary>
    public static CosignFixture Read(string name)
    {
        string folder = Fixtures.PathOf("cosign", name);
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        return new CosignFixture(
            folder,
            Digest.Parse(File.ReadAllText(Path.Combine(folder, "image.txt")).Trim()),
            [.. manifest.RootElement.GetProperty("layers").EnumerateArray().Select(layer => ReadLayer(folder, layer))]);
    }

    /// <summary>The key in one of the case's PEM files.</summary>
    public PublicKey Key(string file = "cosign.pub", KeyHash hash = KeyHash.Default) =>
        PublicKeyPem.TryParse(File.ReadAllText(Path.Combine(_folder, file)), hash, out IReadOnlyList<PublicKey>? keys, out string? error)
            ? keys[0]
            : throw new InvalidDataException(error);

    private static RawSignature.SimpleSigning ReadLayer(string folder, JsonElement layer)
    {
        var digest = Digest.Parse(layer.GetProperty("digest").GetString()!);
        return new RawSignature.SimpleSigning(
            File.ReadAllBytes(Path.Combine(folder, "blobs", digest.Hex)),
            digest,
            layer.GetProperty("annotations").GetProperty("dev.cosignproject.cosign/signature").GetString()!);
    }
}
