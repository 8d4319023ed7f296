using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Testing.Tuf;

/// <summary>
/// A TUF repository in memory that signs all roles and publishes consistent snapshots. A test changes what is signed through
/// the arguments of the publishing methods, and what is served through <see cref="Files"/>.
/// </summary>
public sealed class TufRepository : ITufMirror
{
    public const string TargetName = "trusted_root.json";

    private readonly List<TufSigner> _rootSigners = [];

    public TufRepository()
    {
        TargetFiles[TargetName] = "the first trusted root"u8.ToArray();
        PublishRoot();
        Publish();
    }

    /// <summary>The time at which everything that is published is good for a week.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 8, 22, 12, 0, 0, TimeSpan.Zero);

    public TufRoleSpec Root { get; } = new(TufSigner.Ecdsa(), TufSigner.Ecdsa()) { Expires = Now.AddDays(100) };

    public TufRoleSpec Timestamp { get; } = new(TufSigner.Ecdsa());

    public TufRoleSpec Snapshot { get; } = new(TufSigner.Ecdsa());

    public TufRoleSpec Targets { get; } = new(TufSigner.Ecdsa(), TufSigner.Ecdsa());

    /// <summary>Whether names carry versions and hashes, from the next root on.</summary>
    public bool IsConsistent { get; set; } = true;

    /// <summary>What the next targets metadata lists.</summary>
    public Dictionary<string, byte[]> TargetFiles { get; } = [];

    /// <summary>What is served, by path.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Paths for which the mirror fails.</summary>
    public HashSet<string> Unavailable { get; } = [];

    /// <summary>What was asked for, in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Whether the mirror serves more bytes than it was asked for.</summary>
    public bool IgnoresBounds { get; set; }

    public string RootPath => $"{Root.Version}.root.json";

    public string SnapshotPath => IsConsistent ? $"{Snapshot.Version}.snapshot.json" : "snapshot.json";

    public string TargetsPath => IsConsistent ? $"{Targets.Version}.targets.json" : "targets.json";

    public string TargetPath => "targets/" + (IsConsistent ? Convert.ToHexStringLower(SHA256.HashData(TargetFiles[TargetName])) + "." : "") + TargetName;

    /// <summary>A client that knows nothing but the newest root.</summary>
    public TufState NewClient() => new(Files[RootPath]);

    public Task<TufDownload> FetchAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        Requests.Add(path);
        return Task.FromResult<TufDownload>(
            Unavailable.Contains(path) ? new TufDownload.Unavailable("the mirror is down")
            : !Files.TryGetValue(path, out byte[]? bytes) ? new TufDownload.NotFound()
            : bytes.Length > maxBytes && !IgnoresBounds ? new TufDownload.TooLong()
            : new TufDownload.Found(bytes));
    }

    /// <summary>The next root, signed by the keys of the last one and by its own.</summary>
    public void PublishRoot(Action<JsonObject>? change = null, IReadOnlyList<TufSigner>? signers = null)
    {
        Root.Version++;
        JsonObject signed = Common("root", Root);
        signed["consistent_snapshot"] = IsConsistent;
        signed["keys"] = Keys();
        signed["roles"] = new JsonObject
        {
            ["root"] = RoleJson(Root),
            ["timestamp"] = RoleJson(Timestamp),
            ["snapshot"] = RoleJson(Snapshot),
            ["targets"] = RoleJson(Targets),
        };
        Serve(RootPath, signed, change, signers ?? [.. _rootSigners.Union(Root.Signers)]);
        _rootSigners.Clear();
        _rootSigners.AddRange(Root.Signers);
    }

    /// <summary>The next targets metadata, snapshot and timestamp.</summary>
    public void Publish(Action<JsonObject>? targets = null, Action<JsonObject>? snapshot = null, Action<JsonObject>? timestamp = null)
    {
        PublishTargets(targets);
        PublishSnapshot(snapshot);
        PublishTimestamp(timestamp);
    }

    public void PublishTargets(Action<JsonObject>? change = null, IReadOnlyList<TufSigner>? signers = null)
    {
        Targets.Version++;
        JsonObject signed = Common("targets", Targets);
        signed["targets"] = new JsonObject(TargetFiles.Select(file => KeyValuePair.Create<string, JsonNode?>(file.Key, Description(file.Value))));
        Serve(TargetsPath, signed, change, signers ?? Targets.Signers);
        Files[TargetPath] = TargetFiles[TargetName];
    }

    public void PublishSnapshot(Action<JsonObject>? change = null, IReadOnlyList<TufSigner>? signers = null)
    {
        Snapshot.Version++;
        JsonObject signed = Common("snapshot", Snapshot);
        signed["meta"] = new JsonObject { ["targets.json"] = Listed(TargetsPath, Targets) };
        Serve(SnapshotPath, signed, change, signers ?? Snapshot.Signers);
    }

    public void PublishTimestamp(Action<JsonObject>? change = null, IReadOnlyList<TufSigner>? signers = null)
    {
        Timestamp.Version++;
        JsonObject signed = Common("timestamp", Timestamp);
        signed["meta"] = new JsonObject { ["snapshot.json"] = Listed(SnapshotPath, Snapshot) };
        Serve("timestamp.json", signed, change, signers ?? Timestamp.Signers);
    }

    /// <summary>Changes a served file without signing it again.</summary>
    public void Tamper(string path, Action<JsonObject> change)
    {
        JsonObject envelope = JsonNode.Parse(Files[path])!.AsObject();
        change(envelope);
        Files[path] = TufJson.Bytes(envelope);
    }

    /// <summary>Changes a served file's text without signing it again.</summary>
    public void TamperText(string path, string old, string changed) =>
        Files[path] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Files[path]).Replace(old, changed, StringComparison.Ordinal));

    private void Serve(string path, JsonObject signed, Action<JsonObject>? change, IReadOnlyList<TufSigner> signers)
    {
        change?.Invoke(signed);
        Files[path] = TufJson.Bytes(TufJson.Sign(signed, signers));
    }

    private static JsonObject Common(string type, TufRoleSpec role) => new()
    {
        ["_type"] = type,
        ["spec_version"] = "1.0.34",
        ["version"] = role.Version,
        ["expires"] = role.Expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
    };

    private JsonObject Keys()
    {
        IEnumerable<TufSigner> signers = Root.Signers.Concat(Timestamp.Signers).Concat(Snapshot.Signers).Concat(Targets.Signers);
        return new JsonObject(signers.DistinctBy(signer => signer.KeyId).Select(signer => KeyValuePair.Create<string, JsonNode?>(signer.KeyId, signer.Json)));
    }

    private static JsonObject RoleJson(TufRoleSpec role) => new()
    {
        ["keyids"] = new JsonArray([.. role.Signers.Select(signer => (JsonNode)signer.KeyId)]),
        ["threshold"] = role.Threshold,
    };

    private JsonObject Listed(string path, TufRoleSpec role)
    {
        JsonObject description = Description(Files[path]);
        description["version"] = role.Version;
        return description;
    }

    private static JsonObject Description(byte[] bytes) => new()
    {
        ["length"] = bytes.Length,
        ["hashes"] = new JsonObject
        {
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            ["sha512"] = Convert.ToHexStringLower(SHA512.HashData(bytes)),
        },
    };
}
