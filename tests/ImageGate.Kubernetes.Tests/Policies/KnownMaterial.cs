using System.Text;
using ImageGate.Kubernetes.Policies;
using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>Knows one trusted root of every repository, or none, and the keys that it is told.</summary>
internal sealed class KnownMaterial(string? json = null) : ITrustMaterial
{
    public string? Json { get; set; } = json;

    public string? NoNamespaceLabels { get; init; }

    public string Reason { get; init; } = "not fetched";

    public List<(TufSeed Seed, TimeSpan? MaxAge)> Asked { get; } = [];

    public Dictionary<string, KeyMaterial> Keys { get; } = [];

    public List<FollowedKey> AskedKeys { get; } = [];

    public KeyMaterial Find(FollowedKey key)
    {
        AskedKeys.Add(key);
        return Keys.GetValueOrDefault(key.Reference.ToString()!, new KeyMaterial.Missing(Reason));
    }

    public TrustMaterial Find(TufSeed seed, TimeSpan? maxAge)
    {
        Asked.Add((seed, maxAge));
        return Json is null ? new TrustMaterial.Missing(Reason)
            : TrustedRoot.TryParse(Encoding.UTF8.GetBytes(Json), out TrustedRoot? root, out string? error) ? new TrustMaterial.Found(root)
            : throw new InvalidDataException(error);
    }
}
