using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>A manifest with layers. Source: OCI image-spec v1.1, manifest.md.</summary>
/// <param name="Layers">Its layers, in order.</param>
/// <param name="Subject">What it refers to, or null.</param>
internal sealed record ImageManifest(IReadOnlyList<Descriptor> Layers, Digest? Subject);
