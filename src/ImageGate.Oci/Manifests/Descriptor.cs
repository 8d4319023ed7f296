using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>What a manifest says of something else. Source: OCI image-spec v1.1, descriptor.md.</summary>
/// <param name="MediaType">Of what kind it is.</param>
/// <param name="Digest">Its digest, or null when that is not sha256.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="ArtifactType">What it is for, or null. A hint: anyone can write it.</param>
/// <param name="Signature">The annotation of cosign's signature layers, or null.</param>
internal sealed record Descriptor(string MediaType, Digest? Digest, long Size, string? ArtifactType, string? Signature);
