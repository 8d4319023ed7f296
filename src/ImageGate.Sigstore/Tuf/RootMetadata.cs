using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tuf;

/// <summary>Which keys speak for which role. Source: TUF specification 1.0.34, 4.3.</summary>
internal sealed record RootMetadata : TufMetadata
{
    private readonly Dictionary<TufRole, RoleKeys> _roles;

    private RootMetadata(JsonPart signed)
        : base(signed)
    {
        IsConsistent = signed.OptionalFlag("consistent_snapshot");
        var keys = new Dictionary<string, PublicKey>();
        foreach ((string keyId, JsonPart part) in signed.Members("keys", Limits.MaxTufKeys))
        {
            if (TufKey.Read(part) is { } key)
            {
                keys.Add(keyId, key);
            }
        }

        JsonPart roles = signed.Object("roles");
        _roles = TufRole.All.ToDictionary(role => role, role => ReadRole(roles.Object(role.Name), keys));
    }

    /// <summary>Whether the names of files carry their versions and hashes (6.2).</summary>
    public bool IsConsistent { get; }

    /// <summary>Loads a root that is trusted already (5.2). It must still be signed by itself: else it is none.</summary>
    public static bool TryLoad(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out RootMetadata? root, [NotNullWhen(false)] out TufProblem? problem)
    {
        if (!SignedEnvelope.TryRead(bytes, TufRole.Root, out SignedEnvelope? envelope, out problem)
            || !TryRead(envelope, TufRole.Root, signed => new RootMetadata(signed), out root, out problem))
        {
            root = null;
            return false;
        }

        problem = envelope.IsSignedBy(root.KeysOf(TufRole.Root)) ? null : TufRole.Root.Problem(TufFailure.RootNotSignedByItself, "is not signed by its own keys");
        return problem is null;
    }

    /// <summary>Verifies the root that follows this one (5.3.4 and 5.3.5). That it may be expired does not matter here.</summary>
    public bool TryFollow(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out RootMetadata? next, [NotNullWhen(false)] out TufProblem? problem)
    {
        next = null;
        if (!SignedEnvelope.TryRead(bytes, TufRole.Root, out SignedEnvelope? envelope, out problem))
        {
            return false;
        }

        if (!envelope.IsSignedBy(KeysOf(TufRole.Root)))
        {
            problem = TufRole.Root.Problem(TufFailure.RootNotSignedByTrustedRoot, $"that follows version {Version} has too few signatures of that version's keys");
            return false;
        }

        if (!TryRead(envelope, TufRole.Root, signed => new RootMetadata(signed), out next, out problem))
        {
            return false;
        }

        problem = !envelope.IsSignedBy(next.KeysOf(TufRole.Root)) ? TufRole.Root.Problem(TufFailure.RootNotSignedByItself, $"that follows version {Version} has too few signatures of its own keys")
            : next.Version != Version + 1 ? TufRole.Root.Problem(TufFailure.RootVersionWrong, $"that follows version {Version} says that it is version {next.Version}")
            : null;
        return problem is null;
    }

    public RoleKeys KeysOf(TufRole role) => _roles[role];

    /// <summary>Verifies metadata of another role: its signatures, and then what it says.</summary>
    public bool TryVerify<T>(
        ReadOnlyMemory<byte> bytes,
        TufRole role,
        Func<JsonPart, T> read,
        [NotNullWhen(true)] out T? metadata,
        [NotNullWhen(false)] out TufProblem? problem)
        where T : TufMetadata
    {
        metadata = null;
        if (!SignedEnvelope.TryRead(bytes, role, out SignedEnvelope? envelope, out problem))
        {
            return false;
        }

        if (!envelope.IsSignedBy(KeysOf(role)))
        {
            problem = role.Problem(role.NotSigned, $"has too few signatures of the keys that root version {Version} names");
            return false;
        }

        return TryRead(envelope, role, read, out metadata, out problem);
    }

    private static RoleKeys ReadRole(JsonPart role, Dictionary<string, PublicKey> keys) =>
        new(role.Number("threshold", 1, Limits.MaxTufKeys), role.Texts("keyids", Limits.MaxTufKeys), keys);
}
