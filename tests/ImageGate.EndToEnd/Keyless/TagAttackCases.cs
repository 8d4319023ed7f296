using System.Text;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;
using static ImageGate.EndToEnd.Keyless.ComparedCase;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>Layers of the <c>.sig</c> tag that somebody changed who may push.</summary>
internal static class TagAttackCases
{
    private const string Certificate = "dev.sigstore.cosign/certificate";
    private const string Chain = "dev.sigstore.cosign/chain";
    private const string Bundle = "dev.sigstore.cosign/bundle";
    private const string Stamp = "dev.sigstore.cosign/rfc3161timestamp";

    // cosign needs seconds for each hundred.
    private const int Dozens = 24;

    public static IEnumerable<ComparedCase> All =>
    [
        AdmittedInTag("a tag that is stored again", "workflow", lab => ChangeAsync(lab, lab.Images.Tag, _ => { })),
        AdmittedInTag("without the chain, which is not needed", "workflow", lab => ChangeAsync(lab, lab.Images.Tag, notes => notes.AsObject().Remove(Chain))),
        Changed("a byte of the signature", "SignatureInvalid", FlipSignature),
        Changed("no signature", "NoSignature", notes => notes.AsObject().Remove(OciJson.SignatureAnnotation)),
        Changed("no certificate", "SignerKindMismatch", notes => notes.AsObject().Remove(Certificate)),
        Changed("a certificate that is none", "CertificateMalformed", notes => notes[Certificate] = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        Changed("no log entry", "LogEntryMissing", notes => notes.AsObject().Remove(Bundle)),
        Changed("a log entry that is no JSON", "SignatureAnnotationMalformed", notes => notes[Bundle] = "{"),
        Entry("a byte of the promise", "LogPromiseInvalid", entry => entry.Flip("SignedEntryTimestamp")),
        Entry("a byte of the logged body", "LogPromiseInvalid", entry => entry.ChangeBehind("Payload/body", "\"value\":\"")),
        Entry("another time", "LogPromiseInvalid", entry => entry.Put("Payload/integratedTime", 1_700_000_000)),
        Entry("another index", "LogPromiseInvalid", entry => entry.Put("Payload/logIndex", 4_711)),
        Entry("another log", "LogEntryMissing", entry => entry.Put("Payload/logID", new string('0', 64))),
        Mixed("another image's signature", "SignatureInvalid", OciJson.SignatureAnnotation),
        Mixed("another image's certificate", "SignatureInvalid", Certificate),
        Mixed("another image's log entry", "LogSignatureMismatch", Bundle),
        DeniedInTag("tag: a byte of the time stamp", "without-log", "TimestampMissing", lab => ChangeAsync(lab, lab.Images.TagUnlogged, notes => Inside(notes, Stamp, stamp => stamp.Flip("SignedRFC3161Timestamp")))),
        DeniedInTag("tag: another image's time stamp", "without-log", "TimestampMissing", SwapStampAsync),
        DeniedInTag("tag: a stranger's certificate", "workflow", "LogEntryMissing", StoreStrangerAsync),
        DeniedInTag("tag: another image's layer", "workflow", "ImageDigestMismatch", CopyAsync),
        DeniedInTag("tag: a payload of other bytes", "workflow", "SignatureInvalid", lab => PayloadAsync(lab, payload => [.. payload, (byte)' '])),
        DeniedInTag("tag: a payload with this image's digest put in", "workflow", "SignatureInvalid", ForgePayloadAsync),
        DeniedInTag("tag: an empty payload", "workflow", "SignatureInvalid", lab => PayloadAsync(lab, _ => "{}"u8.ToArray())),
        AdmittedInTag("tag: a bad layer before a good one", "workflow", lab => StoreBothAsync(lab, badFirst: true)),
        AdmittedInTag("tag: a bad layer behind a good one", "workflow", lab => StoreBothAsync(lab, badFirst: false)),
        AdmittedInTag("tag: dozens of bad layers before a good one", "workflow", StoreAmongAsync),
        DeniedInTag("tag: a layer of another type", "workflow", "NoSignature", ChangeTypeAsync) with { Difference = "Layers have the type of signatures", AcceptedBy = Accepted.ByCosign2 | Accepted.ByCosign3 },
        DeniedInTag("tag: an attestation where the signature belongs", "workflow", "NoSignature", StoreAttestationAsync),
    ];

    private static ComparedCase Changed(string name, string reason, Action<JsonNode> change) =>
        DeniedInTag("tag: " + name, "workflow", reason, lab => ChangeAsync(lab, lab.Images.Tag, change));

    private static ComparedCase Entry(string name, string reason, Action<JsonNode> change) =>
        Changed(name + " of the entry", reason, notes => Inside(notes, Bundle, change));

    private static ComparedCase Mixed(string name, string reason, string annotation) => DeniedInTag("tag: " + name, "workflow", reason, async lab =>
    {
        JsonNode other = (await lab.Store.ReadTagAsync(await lab.Images.OtherTag, ".sig"))[0].Layer["annotations"]!;
        return await ChangeAsync(lab, lab.Images.Tag, notes => notes[annotation] = other[annotation]!.DeepClone());
    });

    // Annotations have slashes in their names, which places do not.
    private static void FlipSignature(JsonNode notes)
    {
        byte[] signature = Convert.FromBase64String(notes[OciJson.SignatureAnnotation]!.GetValue<string>());
        signature[^1] ^= 1;
        notes[OciJson.SignatureAnnotation] = Convert.ToBase64String(signature);
    }

    private static void Inside(JsonNode notes, string annotation, Action<JsonNode> change)
    {
        JsonNode inside = JsonNode.Parse(notes[annotation]!.GetValue<string>())!;
        change(inside);
        notes[annotation] = inside.ToJsonString();
    }

    private static async Task<PushedImage> ChangeAsync(KeylessLab lab, Task<PushedImage> from, Action<JsonNode> change)
    {
        PushedImage image = await lab.CopyAsync(await from);
        (JsonObject Layer, byte[] Blob) stored = (await lab.Store.ReadTagAsync(await from, ".sig"))[0];
        change(stored.Layer["annotations"]!);
        await lab.Store.PutTagAsync(image, ".sig", stored);
        return image;
    }

    private static async Task<PushedImage> PayloadAsync(KeylessLab lab, Func<byte[], byte[]> change)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Tag);
        (JsonObject layer, byte[] blob) = (await lab.Store.ReadTagAsync(await lab.Images.Tag, ".sig"))[0];
        await lab.Store.PutTagAsync(image, ".sig", (layer, change(blob)));
        return image;
    }

    private static async Task<PushedImage> ForgePayloadAsync(KeylessLab lab)
    {
        PushedImage from = await lab.Images.Tag;
        PushedImage image = await lab.CopyAsync(await lab.Images.Unsigned);
        (JsonObject layer, byte[] blob) = (await lab.Store.ReadTagAsync(from, ".sig"))[0];
        string forged = Encoding.UTF8.GetString(blob).Replace(from.Digest.Hex, image.Digest.Hex, StringComparison.Ordinal);
        await lab.Store.PutTagAsync(image, ".sig", (layer, Encoding.UTF8.GetBytes(forged)));
        return image;
    }

    private static async Task<PushedImage> SwapStampAsync(KeylessLab lab)
    {
        JsonNode other = (await lab.Store.ReadTagAsync(await lab.Images.TagStamped, ".sig"))[0].Layer["annotations"]!;
        return await ChangeAsync(lab, lab.Images.TagUnlogged, notes => notes[Stamp] = other[Stamp]!.DeepClone());
    }

    private static async Task<PushedImage> StoreStrangerAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.ByStranger);
        await lab.StrangerSigner.SignInTagAsync(image);
        return image;
    }

    private static async Task<PushedImage> CopyAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.OtherTag);
        await lab.Store.PutTagAsync(image, ".sig", await lab.Store.ReadTagAsync(await lab.Images.Tag, ".sig"));
        return image;
    }

    private static async Task<PushedImage> StoreBothAsync(KeylessLab lab, bool badFirst)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Tag);
        (JsonObject Layer, byte[] Blob)[] good = await lab.Store.ReadTagAsync(await lab.Images.Tag, ".sig");
        (JsonObject Layer, byte[] Blob)[] other = await lab.Store.ReadTagAsync(await lab.Images.OtherTag, ".sig");
        await lab.Store.PutTagAsync(image, ".sig", badFirst ? [.. other, .. good] : [.. good, .. other]);
        return image;
    }

    private static async Task<PushedImage> StoreAmongAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Tag);
        (JsonObject Layer, byte[] Blob) good = (await lab.Store.ReadTagAsync(await lab.Images.Tag, ".sig"))[0];
        IEnumerable<(JsonObject, byte[])> bad = Enumerable.Range(0, Dozens).Select(number =>
        {
            JsonObject layer = good.Layer.DeepClone().AsObject();
            layer["annotations"]![OciJson.SignatureAnnotation] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"forged {number}"));
            return (layer, good.Blob);
        });
        await lab.Store.PutTagAsync(image, ".sig", [.. bad, good]);
        return image;
    }

    private static async Task<PushedImage> ChangeTypeAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Tag);
        (JsonObject layer, byte[] blob) = (await lab.Store.ReadTagAsync(await lab.Images.Tag, ".sig"))[0];
        layer["mediaType"] = "application/json";
        await lab.Store.PutTagAsync(image, ".sig", (layer, blob));
        return image;
    }

    private static async Task<PushedImage> StoreAttestationAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.AttestedInTag);
        await lab.Store.PutTagAsync(image, ".sig", await lab.Store.ReadTagAsync(await lab.Images.AttestedInTag, ".att"));
        return image;
    }
}
