namespace ImageGate.Oci.Manifests;

/// <summary>The media types of manifests and of what they hold.</summary>
/// <remarks>Source: OCI image-spec v1.1, media-types.md; distribution, image manifest v2 schema 2; cosign, SIGNATURE_SPEC.md.</remarks>
internal static class MediaTypes
{
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>A layer of a cosign signature.</summary>
    public const string SimpleSigning = "application/vnd.dev.cosign.simplesigning.v1+json";

    /// <summary>A layer of a cosign attestation.</summary>
    public const string DsseEnvelope = "application/vnd.dsse.envelope.v1+json";

    /// <summary>A referrer with cosign 2's signature layers (experimental).</summary>
    public const string CosignSignature = "application/vnd.dev.cosign.artifact.sig.v1+json";

    /// <summary>The beginning of the media and artifact types of Sigstore bundles, of all versions.</summary>
    private const string BundlePrefix = "application/vnd.dev.sigstore.bundle";

    /// <summary>The type of a config that says nothing; lists of referrers that clients keep name it in place of the artifact's own.</summary>
    public const string OciEmpty = "application/vnd.oci.empty.v1+json";

    /// <summary>What an image can be.</summary>
    public const string Images = $"{OciIndex}, {DockerList}, {OciManifest}, {DockerManifest}";

    /// <summary>What a manifest with layers can be.</summary>
    public const string Manifests = $"{OciManifest}, {DockerManifest}";

    public static bool IsBundle(string? type) => type is not null && type.StartsWith(BundlePrefix, StringComparison.Ordinal);

    public static bool IsManifest(string? mediaType) => mediaType is OciManifest or DockerManifest;

    public static bool IsImage(string? mediaType) => mediaType is OciManifest or DockerManifest or OciIndex or DockerList;

    /// <summary>Docker's first manifests, which have no digest that a runtime of today would take.</summary>
    public static bool IsSchema1(string? mediaType) =>
        mediaType is "application/vnd.docker.distribution.manifest.v1+json" or "application/vnd.docker.distribution.manifest.v1+prettyjws";
}
