using System.Text;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;
using static ImageGate.EndToEnd.Keyless.ComparedCase;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>Bundles that somebody changed who may push: real material, one place different.</summary>
internal static class BundleAttackCases
{
    private const string Material = "verificationMaterial/";
    private const string Entry = Material + "tlogEntries/0/";
    private const string Stamps = Material + "timestampVerificationData/rfc3161Timestamps";
    private const string Signature = "dsseEnvelope/signatures/0/sig";
    private const string Envelope = Entry + "inclusionProof/checkpoint/envelope";

    public static IEnumerable<ComparedCase> All =>
    [
        Admitted("a bundle that is stored again", "workflow", lab => ChangeAsync(lab, lab.Images.Bundle, _ => { })),
        Changed("a byte of the signature", "SignatureInvalid", bundle => bundle.Flip(Signature)),
        Changed("a byte of the payload", "SignatureInvalid", bundle => bundle.Flip("dsseEnvelope/payload", 20)),
        Changed("another payload type", "SignatureInvalid", bundle => bundle.Put("dsseEnvelope/payloadType", "application/json")),
        Changed("a byte of the certificate's signature", "LogKeyMismatch", bundle => bundle.Flip(Material + "certificate/rawBytes")),
        Changed("a byte of the certificate's key", "CertificateMalformed", FlipCertificateKey),
        Changed("a byte of the time stamp", "VerifiedTimeMissing", bundle => bundle.Flip(Stamps + "/0/signedTimestamp")),
        Changed("no time stamp with Rekor v2", "VerifiedTimeMissing", bundle => bundle.TakeOut(Material + "timestampVerificationData")),
        Changed("no log entry", "LogEntryMissing", bundle => bundle.TakeOut(Material + "tlogEntries")),
        Changed("no certificate", "BundleMalformed", bundle => bundle.TakeOut(Material + "certificate")),
        Changed("no signature", "BundleMalformed", bundle => bundle.TakeOut("dsseEnvelope/signatures")),
        Changed("no checkpoint", "BundleMalformed", bundle => bundle.TakeOut(Entry + "inclusionProof/checkpoint")),
        Changed("no inclusion proof", "BundleMalformed", bundle => bundle.TakeOut(Entry + "inclusionProof")),
        Changed("a byte of the logged body", "InclusionProofInvalid", bundle => bundle.ChangeBehind(Entry + "canonicalizedBody", "\"digest\":\"")) with { Difference = "The stored log entry counts", AcceptedBy = Accepted.ByCosign3 },
        Later("a byte of a proof's hash", "InclusionProofInvalid", bundle => bundle.Flip(Entry + "inclusionProof/hashes/0")),
        Later("a proof of another index", "InclusionProofInvalid", bundle => bundle.TakeOut(Entry + "logIndex")),
        Changed("a checkpoint of another root", "CheckpointSignatureInvalid", ChangeCheckpointRoot),
        Changed("a checkpoint without its signature", "CheckpointMalformed", bundle => bundle.Put(Envelope, WithoutSignature(bundle.At(Envelope).GetValue<string>()))),
        Changed("the log entry twice", "LogEntryDuplicate", bundle => bundle.At(Material + "tlogEntries").AsArray().Add(bundle.At(Material + "tlogEntries/0").DeepClone())),
        Changed("an entry of an unknown log", "LogEntryMissing", bundle => bundle.Flip(Entry + "logId/keyId")),
        Changed("another kind of entry", "LogEntryTypeWrong", bundle => bundle.Put(Entry + "kindVersion/kind", "dsse")) with { Difference = "The stored log entry counts", AcceptedBy = Accepted.ByCosign3 },
        Changed("an unknown version of the bundle", "BundleTypeUnsupported", bundle => bundle.Put("mediaType", "application/vnd.dev.sigstore.bundle.v0.9+json")),
        Changed("an old version of the bundle without promise", "BundleMalformed", bundle => bundle.Put("mediaType", "application/vnd.dev.sigstore.bundle+json;version=0.1")),
        Changed("a message signature beside the envelope", "BundleMalformed", bundle => bundle["messageSignature"] = new JsonObject { ["signature"] = "AAAA" }),
        Changed("a field that nobody knows", "BundleMalformed", bundle => bundle["fromTomorrow"] = true),
        Changed("a second signature in the envelope", "BundleMalformed", bundle => bundle.At("dsseEnvelope/signatures").AsArray().Add(bundle.At("dsseEnvelope/signatures/0").DeepClone())),
        Changed1("a byte of the promise", "LogPromiseInvalid", bundle => bundle.Flip(Entry + "inclusionPromise/signedEntryTimestamp")),
        Changed1("another time of the entry", "LogPromiseInvalid", bundle => bundle.Put(Entry + "integratedTime", "1700000000")),
        Changed1("another index of the entry", "LogPromiseInvalid", bundle => bundle.Put(Entry + "logIndex", "4711")),
        Changed1("a checkpoint of another root, Rekor v1", "CheckpointSignatureInvalid", ChangeCheckpointRoot),
        Changed1("no promise and no time stamp", "VerifiedTimeMissing", bundle => bundle.TakeOut(Entry + "inclusionPromise")),
        Mixed("another image's signature", "SignatureInvalid", (bundle, other) => bundle.Put(Signature, other.At(Signature).DeepClone())),
        Mixed("another image's envelope", "SignatureInvalid", (bundle, other) => bundle.Put("dsseEnvelope", other.At("dsseEnvelope").DeepClone())),
        Mixed("another image's certificate", "SignatureInvalid", (bundle, other) => bundle.Put(Material + "certificate", other.At(Material + "certificate").DeepClone())),
        Mixed("another image's log entry", "LogSignatureMismatch", (bundle, other) => bundle.Put(Entry[..^1], other.At(Entry[..^1]).DeepClone())),
        Mixed("another image's time stamp", "VerifiedTimeMissing", (bundle, other) => bundle.Put(Stamps, other.At(Stamps).DeepClone())),
        Denied("another image's bundle", "workflow", "ImageDigestMismatch", CopyAsync),
        Denied("a bundle that ends early", "workflow", "BundleMalformed", lab => BytesAsync(lab, bytes => bytes[..^1])),
        Denied("a bundle with something behind it", "workflow", "BundleMalformed", lab => BytesAsync(lab, bytes => [.. bytes, .. "{}"u8])),
        Denied("a bundle with a field twice", "workflow", "BundleMalformed", lab => BytesAsync(lab, bytes => [.. "{\"mediaType\":\"x\","u8, .. bytes[1..]])),
        Denied("an empty bundle", "workflow", "BundleTypeUnsupported", lab => BytesAsync(lab, _ => "{}"u8.ToArray())),
    ];

    private static ComparedCase Changed(string name, string reason, Action<JsonObject> change) =>
        Denied("bundle: " + name, "workflow", reason, lab => ChangeAsync(lab, lab.Images.Bundle, change));

    private static ComparedCase Changed1(string name, string reason, Action<JsonObject> change) =>
        Denied("bundle: " + name, "workflow", reason, lab => ChangeAsync(lab, lab.Images.Bundle1, change));

    // The first entry of a log has no hashes.
    private static ComparedCase Later(string name, string reason, Action<JsonObject> change) =>
        Denied("bundle: " + name, "workflow", reason, lab => ChangeAsync(lab, lab.Images.OtherBundle, change));

    private static ComparedCase Mixed(string name, string reason, Action<JsonObject, JsonObject> change) => Denied("bundle: " + name, "workflow", reason, async lab =>
    {
        JsonObject other = (await lab.Store.ReadBundlesAsync(await lab.Images.OtherBundle))[0];
        return await ChangeAsync(lab, lab.Images.Bundle, bundle => change(bundle, other));
    });

    private static async Task<PushedImage> ChangeAsync(KeylessLab lab, Task<PushedImage> from, Action<JsonObject> change)
    {
        PushedImage image = await lab.CopyAsync(await from);
        JsonObject bundle = (await lab.Store.ReadBundlesAsync(await from))[0];
        change(bundle);
        await lab.Store.PushBundleAsync(image, bundle);
        return image;
    }

    private static async Task<PushedImage> BytesAsync(KeylessLab lab, Func<byte[], byte[]> change)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Bundle);
        JsonObject bundle = (await lab.Store.ReadBundlesAsync(await lab.Images.Bundle))[0];
        await lab.Store.PushBundleAsync(image, change(Encoding.UTF8.GetBytes(bundle.ToJsonString())));
        return image;
    }

    private static async Task<PushedImage> CopyAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.OtherBundle);
        await lab.Store.PushBundleAsync(image, (await lab.Store.ReadBundlesAsync(await lab.Images.Bundle))[0]);
        return image;
    }

    // The key's point begins behind the header 0x03 0x42 0x00 0x04 of its bit string.
    private static void FlipCertificateKey(JsonObject bundle)
    {
        byte[] certificate = bundle.Bytes(Material + "certificate/rawBytes");
        int point = certificate.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x03, 0x42, 0x00, 0x04]) + 4;
        certificate[point] ^= 1;
        bundle.Put(Material + "certificate/rawBytes", Convert.ToBase64String(certificate));
    }

    private static void ChangeCheckpointRoot(JsonObject bundle)
    {
        string[] lines = bundle.At(Envelope).GetValue<string>().Split('\n');
        byte[] root = Convert.FromBase64String(lines[2]);
        root[0] ^= 1;
        lines[2] = Convert.ToBase64String(root);
        bundle.Put(Envelope, string.Join('\n', lines));
    }

    private static string WithoutSignature(string note) => note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 2)];
}
