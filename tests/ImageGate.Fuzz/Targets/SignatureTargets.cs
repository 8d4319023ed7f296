using System.Text.Json.Nodes;
using ImageGate.Fuzz.Mutations;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Log;
using ImageGate.Sigstore.Signatures;
using static ImageGate.Fuzz.Targets.SeedFiles;

namespace ImageGate.Fuzz.Targets;

/// <summary>What a signature consists of.</summary>
internal static class SignatureTargets
{
    private const string BundleType = "application/vnd.dev.sigstore.bundle";

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("bundle", InputFormat.Json, 10_000, Bundles(), input => SigstoreBundle.TryParse(input, GoodSignatures.Signer, out _, out _)),
        new("log-entry", InputFormat.Json, 10_000, [.. Bodies()], ReadLogEntry),
        new("checkpoint", InputFormat.Text, 12_000, [.. Checkpoints()], input => Checkpoint.TryParse(TextMutations.TextOf(input), out _)),
        new("dsse-envelope", InputFormat.Json, 10_000, [.. Envelopes()], ReadEnvelope),
        new("statement", InputFormat.Json, 12_000, [GoodSignatures.Statement], input => Statement.TryParse(input, out _)),
        new("simple-signing", InputFormat.Json, 12_000, Payloads(), input => SimpleSigningPayload.TryParse(input, out _)),
        new("cosign-layer", InputFormat.Json, 10_000, [GoodSignatures.Layer.ToInput()], input =>
            CosignSeed.Read(input) is { } layer && CosignLayer.TryRead(layer, GoodSignatures.Signer, out _, out _)),
    ];

    public static IReadOnlyList<byte[]> Bundles() =>
        [.. GoodSignatures.Bundles.Append(GoodSignatures.Blob).Select(Bytes), .. RealBundles(), .. VectorsWith(BundleType).Where(IsBundle)];

    public static byte[] Bytes(JsonNode json) => Text(json.ToJsonString());

    private static IEnumerable<byte[]> RealBundles() =>
        new[] { "cosign3-key-bundle", "cosign3-key-bundle-p384" }.Select(name => Testing.BundleFixture.Read(name).Bundle);

    // Manifests name the type as well.
    private static bool IsBundle(byte[] json) => SigstoreBundle.TryParse(json, GoodSignatures.Signer, out _, out _);

    private static IEnumerable<byte[]> Bodies() => GoodSignatures.Bundles.Append(GoodSignatures.Blob)
        .Select(bundle => Convert.FromBase64String(bundle["verificationMaterial"]!["tlogEntries"]![0]!["canonicalizedBody"]!.GetValue<string>()))
        .Append(InToto1());

    private static byte[] InToto1() => new Testing.Sigstore.LoggedClaim([1, 2, 3], GoodSignatures.Certificate.Der, true, new byte[32]).Body("intoto", "0.0.1");

    private static bool ReadLogEntry(byte[] input) => LogEntryReader.TryRead(new LogEntry { LogId = default, LogIndex = 0, Body = input }, out _, out _);

    private static IEnumerable<byte[]> Checkpoints() => GoodSignatures.Bundles
        .Select(bundle => Text(bundle["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["checkpoint"]!["envelope"]!.GetValue<string>()));

    private static IEnumerable<byte[]> Envelopes() => GoodSignatures.Bundles.Select(bundle => Bytes(bundle["dsseEnvelope"]!));

    // As an attestation's layer is read: the envelope's own reader throws, and this is the door that catches.
    private static bool ReadEnvelope(byte[] input) =>
        CosignLayer.TryRead(new RawSignature.Attestation(input, Digest.Of(input), null), GoodSignatures.Signer, out SigstoreBundle? bundle, out _)
        && bundle.Content is SignedContent.Envelope { Dsse: var dsse }
        && StatementReader.TryRead(dsse, Artifact.Of(GoodSignatures.Image), out _, out _, out _);

    private static IReadOnlyList<byte[]> Payloads() =>
        [GoodSignatures.Layer.Payload, Testing.CosignKey.Payload(GoodSignatures.Image), .. Fixtures("cosign", "*").Where(file => file.AsSpan().IndexOf("docker-manifest-digest"u8) >= 0)];
}
