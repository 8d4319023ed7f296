using System.Text.Json;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;

namespace ImageGate.Fuzz.Targets;

/// <summary>
/// Whole verifications. Soundness: whatever of a good signature was changed, when it still verifies it is the same signature by
/// the same signer over the same bytes at a time that somebody signed. Space between JSON's tokens may change; meaning may not.
/// </summary>
internal static class DecisionTargets
{
    private static readonly string Identity = $"keyless:{GoodSignatures.Issuer} {GoodSignatures.Subject}";
    private static readonly HashSet<string> Statements = [.. GoodSignatures.Bundles.Select(SignatureTargets.Bytes).Select(Essence)];
    private static readonly BundleFixture KeyBundle = BundleFixture.Read("cosign3-key-bundle");
    private static readonly CosignFixture KeyLayer = CosignFixture.Read("p256-annotations");
    private static readonly RawSignature.SimpleSigning KeySignature = KeyLayer.Signatures[0];

    private static readonly SignerRequirement.AnyKey BundleKey = new([KeyBundle.Key], TransparencyLog.NotRequired, new Dictionary<string, string>());
    private static readonly SignerRequirement.AnyKey LayerKey = new([KeyLayer.Key()], TransparencyLog.NotRequired, new Dictionary<string, string>());

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("sound-keyless", InputFormat.Json, 3_000, [.. GoodSignatures.Bundles.Select(SignatureTargets.Bytes)], VerifyKeyless) { AllocationConstant = 4 * 1024 * 1024 },
        new("sound-keyless-layer", InputFormat.Json, 2_000, [GoodSignatures.Layer.ToInput()], VerifyKeylessLayer) { AllocationConstant = 4 * 1024 * 1024 },
        new("sound-key", InputFormat.Json, 3_000, [KeyBundle.Bundle], VerifyKey),
        new("sound-key-layer", InputFormat.Json, 3_000, [new CosignSeed(KeySignature.Payload.ToArray(), KeySignature.Signature, null, null, null).ToInput()], VerifyKeyLayer),
    ];

    private static bool VerifyKeyless(byte[] input)
    {
        bool verified = Verify(GoodSignatures.Image, new RawSignature.Bundle(input), GoodSignatures.Signer, Identity);
        Demand(!verified || Statements.Contains(Essence(input)), "another signature verifies");
        return verified;
    }

    private static bool VerifyKeylessLayer(byte[] input)
    {
        CosignSeed good = GoodSignatures.Layer;
        return CosignSeed.Read(input) is { } layer
            && VerifyLayer(GoodSignatures.Image, layer, GoodSignatures.Signer, Identity, good.Payload, good.Signature);
    }

    private static bool VerifyKey(byte[] input)
    {
        bool verified = Verify(KeyBundle.Image, new RawSignature.Bundle(input), BundleKey, "key:" + KeyBundle.Key.Fingerprint);
        Demand(!verified || Essence(input) == Essence(KeyBundle.Bundle), "another signature verifies");
        return verified;
    }

    private static bool VerifyKeyLayer(byte[] input) =>
        CosignSeed.Read(input) is { } layer
        && VerifyLayer(KeyLayer.Image, layer, LayerKey, "key:" + KeyLayer.Key().Fingerprint, KeySignature.Payload.Span, KeySignature.Signature);

    private static bool VerifyLayer(
        Digest image, RawSignature.SimpleSigning layer, SignerRequirement signer, string identity, ReadOnlySpan<byte> payload, string signature)
    {
        bool verified = Verify(image, layer, signer, identity);
        Demand(!verified || (layer.Payload.Span.SequenceEqual(payload) && layer.Signature == signature), "another payload or signature verifies");
        return verified;
    }

    private static bool Verify(Digest image, RawSignature signature, SignerRequirement signer, string identity)
    {
        // Nobody signed this image, and an attestation is no other statement: whatever the bytes.
        Demand(Refuses(Digest.Of("another image"u8), signature, signer), "an image verifies that nobody signed");
        Demand(
            SignatureVerifier.VerifyAttestation(image, [signature], signer, "https://slsa.dev/provenance/v1", CancellationToken.None) is AttestationResult.Failed,
            "an attestation verifies that nobody made");
        if (SignatureVerifier.Verify(image, [signature], signer, CancellationToken.None) is not VerificationResult.Verified { Proofs: var proofs })
        {
            return false;
        }

        bool isTimed = signer is SignerRequirement.Keyless;
        Demand(proofs is [var proof] && proof.Image == image && proof.Identity == identity, "the proof is of another image or signer");
        Demand(isTimed ? proofs[0].SignedBy is { } time && GoodSignatures.Times.Contains(time) : proofs[0].SignedBy is null, "the proof has a time that nobody signed");
        return true;
    }

    private static bool Refuses(Digest image, RawSignature signature, SignerRequirement signer) =>
        SignatureVerifier.Verify(image, [signature], signer, CancellationToken.None) is VerificationResult.Failed;

    /// <summary>What is signed and the signature itself.</summary>
    private static string Essence(byte[] bundle)
    {
        using var document = JsonDocument.Parse(bundle);
        JsonElement envelope = document.RootElement.GetProperty("dsseEnvelope");
        return string.Join(' ', envelope.GetProperty("payloadType").GetString(), envelope.GetProperty("payload").GetString(), envelope.GetProperty("signatures")[0].GetProperty("sig").GetString());
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
