using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ImageGate.Sigstore.Log;

namespace ImageGate.Sigstore.Signatures;

/// <summary>A signature with everything that is needed to verify it. Nothing of it is verified.</summary>
/// <remarks>Source: protobuf-specs, sigstore_bundle.proto; sigstore, client-spec "Sigstore bundle".</remarks>
internal sealed record SigstoreBundle(
    SignedContent Content, SignerMaterial Signer, IReadOnlyList<LogEntry> LogEntries, IReadOnlyList<ReadOnlyMemory<byte>> Timestamps)
{
    /// <summary>Reads a bundle's JSON for one signer: versions 0.1, 0.2 and 0.3.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> json,
        SignerRequirement signer,
        [NotNullWhen(true)] out SigstoreBundle? bundle,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        bundle = null;
        failed = null;
        if (json.Length > Limits.MaxBundleBytes)
        {
            failed = new(VerificationFailure.BundleMalformed, $"the bundle is over {Limits.MaxBundleBytes} bytes");
            return false;
        }

        try
        {
            using JsonDocument document = ProtoJson.Parse(json, Limits.MaxBundleDepth);
            string mediaType = ProtoJson.Text(document.RootElement, "mediaType");
            bundle = BundleReader.VersionOf(mediaType) is { } version ? BundleReader.Read(document.RootElement, version, allowsChain: signer is SignerRequirement.Certificate) : null;
            failed = bundle is null ? new(VerificationFailure.BundleTypeUnsupported, $"the bundle's media type `{Shown.Of(mediaType)}` is not supported") : null;
        }
        catch (Exception malformed) when (ProtoJson.IsMalformed(malformed))
        {
            failed = new(VerificationFailure.BundleMalformed, $"the bundle cannot be read: {Shown.Of(malformed.Message)}");
        }

        return bundle is not null;
    }
}
