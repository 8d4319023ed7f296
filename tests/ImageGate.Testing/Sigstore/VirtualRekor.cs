using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageGate.Testing.Sigstore;

/// <summary>
/// A transparency log that takes whatever it is given: Rekor v1 (promises, and a shard's index beside the global one) or
/// v2. Both sign with ECDSA here; Ed25519 checkpoints come with the vectors of real logs.
/// </summary>
public sealed class VirtualRekor
{
    private const long IndexBeforeShard = 1_000_000;

    private readonly VirtualTree _tree = new();

    public VirtualRekor(string host, bool isV2, DateTimeOffset from)
    {
        Host = host;
        IsV2 = isV2;
        From = from;
        Origin = isV2 ? host : host + " - 1193050959916656506";
        for (int leaf = 0; leaf < 5; leaf++)
        {
            _tree.Add(Encoding.ASCII.GetBytes($"somebody else's entry {leaf}"));
        }
    }

    public string Host { get; }

    public bool IsV2 { get; }

    public DateTimeOffset From { get; }

    /// <summary>The checkpoint's first line.</summary>
    public string Origin { get; init; }

    /// <summary>Appended after the log's signature line, or, with a minus in front, put before it.</summary>
    public string OtherSignatures { get; init; } = "";

    public ECDsa Key { get; init; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] LogId { get; init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The log's entry in <c>tlogs</c>.</summary>
    public JsonObject Json => new()
    {
        ["baseUrl"] = "https://" + Host,
        ["hashAlgorithm"] = "SHA2_256",
        ["publicKey"] = new JsonObject
        {
            ["rawBytes"] = Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo()),
            ["keyDetails"] = "PKIX_ECDSA_P256_SHA_256",
            ["validFor"] = VirtualSigstore.Window(From, null),
        },
        ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(LogId) },
    };

    /// <summary>Adds a leaf, and some of others after it.</summary>
    /// <returns>An entry of a bundle's <c>tlogEntries</c>.</returns>
    public JsonObject Add(string kind, string version, byte[] body, DateTimeOffset? time, bool hasPromise, bool hasProof)
    {
        int index = _tree.Add(body);
        _tree.Add("a later entry"u8.ToArray());
        long global = IsV2 ? index : index + IndexBeforeShard;
        var entry = new JsonObject
        {
            ["logIndex"] = Text(global),
            ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(LogId) },
            ["kindVersion"] = new JsonObject { ["kind"] = kind, ["version"] = version },
            ["canonicalizedBody"] = Convert.ToBase64String(body),
        };
        if (time is { } integrated)
        {
            entry["integratedTime"] = Text(integrated.ToUnixTimeSeconds());
        }

        if (hasPromise)
        {
            entry["inclusionPromise"] = new JsonObject { ["signedEntryTimestamp"] = Convert.ToBase64String(Promise(body, time?.ToUnixTimeSeconds() ?? 0, global)) };
        }

        if (hasProof)
        {
            entry["inclusionProof"] = new JsonObject
            {
                ["logIndex"] = Text(index),
                ["treeSize"] = Text(_tree.Size),
                ["rootHash"] = Convert.ToBase64String(_tree.Root()),
                ["hashes"] = new JsonArray([.. _tree.Path(index).Select(hash => JsonValue.Create(Convert.ToBase64String(hash)))]),
                ["checkpoint"] = new JsonObject { ["envelope"] = Checkpoint() },
            };
        }

        return entry;
    }

    /// <summary>The same entry as cosign's annotation <c>dev.sigstore.cosign/bundle</c>.</summary>
    public static string Annotation(JsonObject entry) => new JsonObject
    {
        ["SignedEntryTimestamp"] = entry["inclusionPromise"]!["signedEntryTimestamp"]!.GetValue<string>(),
        ["Payload"] = new JsonObject
        {
            ["body"] = entry["canonicalizedBody"]!.GetValue<string>(),
            ["integratedTime"] = long.Parse(entry["integratedTime"]!.GetValue<string>(), CultureInfo.InvariantCulture),
            ["logIndex"] = long.Parse(entry["logIndex"]!.GetValue<string>(), CultureInfo.InvariantCulture),
            ["logID"] = Convert.ToHexStringLower(Convert.FromBase64String(entry["logId"]!["keyId"]!.GetValue<string>())),
        },
    }.ToJsonString();

    /// <summary>A line <c>— name id+signature</c> by whatever key.</summary>
    public static string NoteLine(string name, ReadOnlySpan<byte> id, ReadOnlySpan<byte> signature) =>
        $"\u2014 {name} {Convert.ToBase64String([.. id, .. signature])}\n";

    /// <summary>The signed note about the tree as it is now.</summary>
    public string Checkpoint()
    {
        string text = $"{Origin}\n{Text(_tree.Size)}\n{Convert.ToBase64String(_tree.Root())}\n";
        string own = NoteLine(Host, SHA256.HashData(Key.ExportSubjectPublicKeyInfo()).AsSpan(0, 4), Sign(Encoding.UTF8.GetBytes(text)));
        return $"{text}\n" + (OtherSignatures.StartsWith('-') ? OtherSignatures[1..] + own : own + OtherSignatures);
    }

    public byte[] Sign(byte[] bytes) => Key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private byte[] Promise(byte[] body, long time, long index) => Sign(Encoding.ASCII.GetBytes(
        "{\"body\":\"" + Convert.ToBase64String(body) + "\",\"integratedTime\":" + Text(time) + ",\"logID\":\"" + Convert.ToHexStringLower(LogId) + "\",\"logIndex\":" + Text(index) + "}"));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
