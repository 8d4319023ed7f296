using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Tuf;

/// <summary>Which keys speak for a role, and how many of them must agree.</summary>
/// <remarks>Source: TUF specification 1.0.34, 4.3.</remarks>
internal sealed class RoleKeys
{
    private readonly IReadOnlyDictionary<string, PublicKey> _keys;
    private readonly HashSet<string> _identities;

    /// <param name="threshold">At least one.</param>
    /// <param name="keyIds">All that the role lists.</param>
    /// <param name="keys">The usable keys of the root, by key id; an id without one can sign nothing.</param>
    public RoleKeys(long threshold, IEnumerable<string> keyIds, IReadOnlyDictionary<string, PublicKey> keys)
    {
        Threshold = threshold;
        _keys = keyIds.Where(keys.ContainsKey).ToDictionary(keyId => keyId, keyId => keys[keyId]);
        _identities = [.. _keys.Values.Select(key => key.Fingerprint)];
    }

    public long Threshold { get; }

    public PublicKey? Find(string keyId) => _keys.GetValueOrDefault(keyId);

    /// <summary>Whether a key came or went. Key ids do not matter: they are names.</summary>
    public bool DiffersFrom(RoleKeys other) => !_identities.SetEquals(other._identities);
}
