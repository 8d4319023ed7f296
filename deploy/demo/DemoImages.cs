using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Demo;

/// <summary>A registry in this process with images in every state that matters.</summary>
internal sealed class DemoImages : IAsyncDisposable
{
    private readonly CosignKey _release = CosignKey.CreateP256();
    private readonly CosignKey _stranger = CosignKey.CreateP256();

    private DemoImages(InMemoryRegistry registry) => Registry = registry;

    public InMemoryRegistry Registry { get; }

    /// <summary>The public key that the demo's policy trusts.</summary>
    public string ReleaseKey => _release.PublicPem;

    public static async Task<DemoImages> StartAsync()
    {
        var images = new DemoImages(await InMemoryRegistry.StartAsync());
        images.Fill();
        return images;
    }

    /// <summary>Moves a tag to an image that nobody signed: what somebody with push rights would do.</summary>
    public void MoveTag(string repository, string tag) => Registry.PushImage(repository, tag);

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        _release.Dispose();
        _stranger.Dispose();
    }

    private void Fill()
    {
        Digest signed = Registry.PushImage("apps/web", "1.0");
        Registry.PushSignature("apps/web", signed, _release.Sign(signed));
        Registry.PushImage("apps/web", "unsigned");
        Digest strange = Registry.PushImage("apps/web", "stranger");
        Registry.PushSignature("apps/web", strange, _stranger.Sign(strange));
        Digest copied = Registry.PushImage("apps/web", "copied");
        Registry.PushSignature("apps/web", copied, _release.Sign(signed));
        Digest tampered = Registry.PushImage("apps/web", "tampered");
        Registry.PushSignature("apps/web", tampered, Tamper(_release.Sign(signed), signed, tampered));
        Registry.PushImage("lab/tool", "1.0");
    }

    /// <summary>The payload speaks of the attacker's image now; the signature is still the old one.</summary>
    private static CosignSignature Tamper(CosignSignature signature, Digest signed, Digest wanted) => signature with
    {
        Payload = System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(signature.Payload).Replace(signed.Hex, wanted.Hex, StringComparison.Ordinal)),
    };
}
