using System.Text.Json.Nodes;
using ImageGate.Sigstore;

namespace ImageGate.Testing;

/// <summary>What is stored in an <see cref="InMemoryRegistry"/>. Safe for use by several threads.</summary>
internal sealed class RegistryContents
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _repositories = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Repository, Digest Digest), (byte[] Bytes, string MediaType)> _manifests = [];
    private readonly Dictionary<(string Repository, string Tag), Digest> _tags = [];
    private readonly Dictionary<(string Repository, Digest Digest), byte[]> _blobs = [];
    private readonly Dictionary<(string Repository, Digest Image), List<JsonObject>> _referrers = [];

    public bool HasRepository(string repository)
    {
        lock (_lock)
        {
            return _repositories.Contains(repository);
        }
    }

    public Digest PushManifest(string repository, byte[] bytes, string mediaType)
    {
        var digest = Digest.Of(bytes);
        lock (_lock)
        {
            _repositories.Add(repository);
            _manifests[(repository, digest)] = (bytes, mediaType);
        }

        return digest;
    }

    public Digest PushBlob(string repository, byte[] bytes)
    {
        var digest = Digest.Of(bytes);
        lock (_lock)
        {
            _repositories.Add(repository);
            _blobs[(repository, digest)] = bytes;
        }

        return digest;
    }

    public void Tag(string repository, string tag, Digest digest)
    {
        lock (_lock)
        {
            _tags[(repository, tag)] = digest;
        }
    }

    public void AddReferrer(string repository, Digest image, JsonObject descriptor)
    {
        lock (_lock)
        {
            if (!_referrers.TryGetValue((repository, image), out List<JsonObject>? list))
            {
                _referrers.Add((repository, image), list = []);
            }

            list.Add(descriptor);
        }
    }

    /// <summary>An index of some of the referrers, and whether there are more.</summary>
    public (byte[] Index, bool More) Referrers(string repository, Digest image, int skip, int take)
    {
        lock (_lock)
        {
            List<JsonObject> all = _referrers.GetValueOrDefault((repository, image)) ?? [];
            JsonNode[] page = [.. all.Skip(skip).Take(take).Select(descriptor => descriptor.DeepClone())];
            return (OciJson.Index(page), all.Count > skip + page.Length);
        }
    }

    /// <summary>The manifest that a tag or a digest names.</summary>
    public (Digest Digest, byte[] Bytes, string MediaType)? FindManifest(string repository, string reference)
    {
        lock (_lock)
        {
            Digest? digest = _tags.GetValueOrDefault((repository, reference));
            if (digest is null && !Digest.TryParse(reference, out digest))
            {
                return null;
            }

            return _manifests.TryGetValue((repository, digest), out (byte[] Bytes, string MediaType) found) ? (digest, found.Bytes, found.MediaType) : null;
        }
    }

    public byte[]? FindBlob(string repository, string reference)
    {
        lock (_lock)
        {
            return Digest.TryParse(reference, out Digest? digest) ? _blobs.GetValueOrDefault((repository, digest)) : null;
        }
    }
}
