using System.Text.Json;
using ImageGate.Sigstore.Log;

namespace ImageGate.Sigstore.Signatures;

/// <summary>Reads the parts of a bundle. What is missing or doubled is a <see cref="FormatException"/>.</summary>
internal static class BundleReader
{
    /// <summary>Null for a media type that is not exactly one of the known ones.</summary>
    public static BundleVersion? VersionOf(string mediaType) => mediaType switch
    {
        "application/vnd.dev.sigstore.bundle+json;version=0.1" => BundleVersion.V01,
        "application/vnd.dev.sigstore.bundle+json;version=0.2" => BundleVersion.V02,
        "application/vnd.dev.sigstore.bundle+json;version=0.3" => BundleVersion.V03,
        "application/vnd.dev.sigstore.bundle.v0.3+json" => BundleVersion.V03,
        _ => null,
    };

    /// <param name="root">The bundle.</param>
    /// <param name="version">Its version.</param>
    /// <param name="allowsChain">Whether a certificate chain may stand in every version. For keyless signatures version 0.3 forbids it.</param>
    public static SigstoreBundle Read(JsonElement root, BundleVersion version, bool allowsChain)
    {
        BundleMembers.Demand(root);
        JsonElement material = ProtoJson.RequiredObject(root, "verificationMaterial");
        return new SigstoreBundle(
            ReadContent(root),
            ReadSigner(material, allowsChain || version != BundleVersion.V03),
            [.. ProtoJson.Array(material, "tlogEntries", Limits.MaxLogEntries).Select(entry => ReadEntry(entry, version))],
            ReadTimestamps(material));
    }

    private static SignedContent ReadContent(JsonElement root) => OneOf(root, "messageSignature", "dsseEnvelope") switch
    {
        "messageSignature" => ReadMessage(ProtoJson.RequiredObject(root, "messageSignature")),
        _ => new SignedContent.Envelope(DsseEnvelope.ReadFromBundle(ProtoJson.RequiredObject(root, "dsseEnvelope")), null),
    };

    private static SignedContent.Message ReadMessage(JsonElement message)
    {
        MessageDigest? hint = ProtoJson.Object(message, "messageDigest") is { } digest
            ? new MessageDigest(ProtoJson.Text(digest, "algorithm"), ProtoJson.Bytes(digest, "digest"))
            : null;
        // cosign writes an empty object for pure Ed25519, which hashes nothing: no hint at all.
        return new(ProtoJson.RequiredBytes(message, "signature"), hint is { Algorithm: "", Value.IsEmpty: true } ? null : hint);
    }

    private static SignerMaterial ReadSigner(JsonElement material, bool allowsChain) =>
        OneOf(material, "certificate", "x509CertificateChain", "publicKey") switch
        {
            "certificate" => new SignerMaterial.Certificate(ProtoJson.RequiredBytes(ProtoJson.RequiredObject(material, "certificate"), "rawBytes"), []),
            "x509CertificateChain" when !allowsChain => throw new FormatException("a bundle of version 0.3 holds no certificate chain"),
            "x509CertificateChain" => ReadChain(ProtoJson.RequiredObject(material, "x509CertificateChain")),
            _ => ProtoJson.Object(material, "publicKey") is not null ? new SignerMaterial.Key() : throw new FormatException("`publicKey` is missing"),
        };

    // "Clients SHOULD ignore or distrust intermediates and roots in the chain": real bundles of npm carry the root.
    private static SignerMaterial.Certificate ReadChain(JsonElement chain)
    {
        IReadOnlyList<JsonElement> certificates = ProtoJson.Array(chain, "certificates", Limits.MaxBundleCertificates);
        return certificates.Count > 0
            ? new SignerMaterial.Certificate(
                ProtoJson.RequiredBytes(certificates[0], "rawBytes"),
                [.. certificates.Skip(1).Select(certificate => (ReadOnlyMemory<byte>)ProtoJson.Bytes(certificate, "rawBytes"))])
            : throw new FormatException("the certificate chain is empty");
    }

    private static LogEntry ReadEntry(JsonElement element, BundleVersion version)
    {
        JsonElement? kindVersion = ProtoJson.Object(element, "kindVersion");
        var entry = new LogEntry
        {
            LogId = ProtoJson.RequiredBytes(ProtoJson.RequiredObject(element, "logId"), "keyId"),
            LogIndex = ProtoJson.Natural(element, "logIndex"),
            KindVersion = kindVersion is { } named ? new KindVersion(ProtoJson.Text(named, "kind"), ProtoJson.Text(named, "version")) : new KindVersion("", ""),
            IntegratedTime = ProtoJson.Natural(element, "integratedTime"),
            Promise = ReadPromise(element),
            Proof = ProtoJson.Object(element, "inclusionProof") is { } proof ? ReadProof(proof) : null,
            Body = ProtoJson.RequiredBytes(element, "canonicalizedBody"),
        };
        return version switch
        {
            BundleVersion.V01 when entry.Promise is null => throw new FormatException("a log entry of a bundle of version 0.1 has no inclusion promise"),
            BundleVersion.V02 or BundleVersion.V03 when entry.Proof is null or { Checkpoint: "" } =>
                throw new FormatException("a log entry has no inclusion proof with a checkpoint"),
            _ => entry,
        };
    }

    private static ReadOnlyMemory<byte>? ReadPromise(JsonElement entry)
    {
        // No conditional expression: a null array would silently become a promise of no bytes.
        if (ProtoJson.Object(entry, "inclusionPromise") is { } promise && ProtoJson.Bytes(promise, "signedEntryTimestamp") is { Length: > 0 } bytes)
        {
            return bytes;
        }

        return null;
    }

    private static InclusionProof ReadProof(JsonElement proof) => new(
        ProtoJson.Natural(proof, "logIndex"),
        ProtoJson.Natural(proof, "treeSize"),
        ProtoJson.Bytes(proof, "rootHash"),
        [.. ProtoJson.Array(proof, "hashes", Limits.MaxProofHashes).Select(ProtoJson.Bytes)],
        ProtoJson.Object(proof, "checkpoint") is { } checkpoint ? ProtoJson.Text(checkpoint, "envelope") : string.Empty);

    private static List<ReadOnlyMemory<byte>> ReadTimestamps(JsonElement material)
    {
        if (ProtoJson.Object(material, "timestampVerificationData") is not { } data)
        {
            return [];
        }

        List<byte[]> stamps = [.. ProtoJson.Array(data, "rfc3161Timestamps", Limits.MaxTimestamps).Select(stamp => ProtoJson.Bytes(stamp, "signedTimestamp"))];
        // Nobody honest stores one twice; whoever counts stamps would count it twice.
        return stamps.DistinctBy(Convert.ToBase64String).Count() == stamps.Count
            ? [.. stamps]
            : throw new FormatException("the same time stamp is there twice");
    }

    private static string OneOf(JsonElement parent, params ReadOnlySpan<string> names)
    {
        string? found = null;
        foreach (string name in names)
        {
            if (ProtoJson.Has(parent, name))
            {
                found = found is null ? name : throw new FormatException($"there is both `{found}` and `{name}`");
            }
        }

        return found ?? throw new FormatException($"there is none of `{string.Join("`, `", names)}`");
    }
}
