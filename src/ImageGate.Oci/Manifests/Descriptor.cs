using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Oci.Manifests;

/// <summary>What a manifest says of something else. Source: OCI image-spec v1.1, descriptor.md.</summary>
/// <param name="MediaType">Of what kind it is.</param>
/// <param name="Digest">Its digest, or null when that is not sha256.</param>
/// <param name="Size">Its bytes.</param>
internal sealed record Descriptor(string MediaType, Digest? Digest, long Size)
{
    /// <summary>What it is for, or null. A hint: anyone can write it.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>What a bundle is about, or null. A hint as well.</summary>
    public string? PredicateType { get; init; }

    /// <summary>The signature of a cosign layer, or null.</summary>
    public string? Signature { get; init; }

    /// <summary>What else cosign wrote beside a layer, or null: nothing.</summary>
    public CosignAnnotations? Cosign { get; init; }
}
