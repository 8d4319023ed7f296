using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Load;

/// <summary>Two registries with signed and unsigned images: one that is always well, and one that scenarios make ill.</summary>
internal sealed class LoadRegistries : IAsyncDisposable
{
    /// <summary>Teams, each with its own repository and key.</summary>
    public const int Teams = 10;

    private readonly CosignKey[] _keys = [.. Enumerable.Range(0, Teams + 1).Select(_ => CosignKey.CreateP256())];
    private int _next;

    private LoadRegistries(InMemoryRegistry well, InMemoryRegistry ill) => (Well, Ill) = (well, ill);

    public InMemoryRegistry Well { get; }

    public InMemoryRegistry Ill { get; }

    /// <summary>Requests to both so far.</summary>
    public long Requests => Well.RequestCount + Ill.RequestCount;

    public static async Task<LoadRegistries> StartAsync()
    {
        var options = new InMemoryRegistryOptions { RemembersRequests = false };
        return new LoadRegistries(await InMemoryRegistry.StartAsync(options), await InMemoryRegistry.StartAsync(options));
    }

    /// <summary>The public key of a team, or of the platform: number <see cref="Teams"/>.</summary>
    public string KeyPem(int owner) => _keys[owner].PublicPem;

    /// <summary>Puts in an image that is like no other: signed by its team and by the platform, or by nobody.</summary>
    public LoadImage Push(InMemoryRegistry registry, int team, bool signed)
    {
        (string repository, string tag) = ($"team{team}/app", $"v{Interlocked.Increment(ref _next)}");
        Digest digest = registry.PushImage(repository, tag);
        if (signed)
        {
            registry.PushSignature(repository, digest, _keys[team].Sign(digest));
            registry.PushSignature(repository, digest, _keys[Teams].Sign(digest));
        }

        return new LoadImage($"{registry.Host}/{repository}:{tag}", digest.ToString(), signed, registry == Ill);
    }

    /// <summary>Puts in an image that one policy speaks of, with one signature.</summary>
    public LoadImage PushPlain()
    {
        string tag = $"v{Interlocked.Increment(ref _next)}";
        Digest digest = Well.PushImage("plain/app", tag);
        Well.PushSignature("plain/app", digest, _keys[Teams].Sign(digest));
        return new LoadImage($"{Well.Host}/plain/app:{tag}", digest.ToString(), IsSigned: true, IsIll: false);
    }

    public async ValueTask DisposeAsync()
    {
        await Well.DisposeAsync();
        await Ill.DisposeAsync();
        foreach (CosignKey key in _keys)
        {
            key.Dispose();
        }
    }
}
