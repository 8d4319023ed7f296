using System.Diagnostics;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>Reads the tags under which cosign 2 keeps what belongs to an image. No such tag is nothing, not a failure.</summary>
/// <remarks>Source: cosign, specs/SIGNATURE_SPEC.md and ATTESTATION_SPEC.md.</remarks>
internal static class SignatureTag
{
    /// <summary>The signatures of the <c>.sig</c> tag.</summary>
    public static Task<Findings> ReadSignaturesAsync(Repository repository, Digest image, CancellationToken cancellationToken) => ReadAsync(
        repository, $"sha256-{image.Hex}.sig", (layers, notes) => PartBounds.Payloads(repository.Name, SignatureLayers.Payloads(layers, notes)), cancellationToken);

    /// <summary>The attestations of the <c>.att</c> tag.</summary>
    public static Task<Findings> ReadAttestationsAsync(Repository repository, Digest image, CancellationToken cancellationToken) => ReadAsync(
        repository, $"sha256-{image.Hex}.att", (layers, notes) => PartBounds.Envelopes(repository.Name, SignatureLayers.Envelopes(layers, notes)), cancellationToken);

    private static async Task<Findings> ReadAsync(
        Repository repository,
        string tag,
        Func<IReadOnlyList<Descriptor>, SignatureNotes, (IReadOnlyList<SignaturePart> Parts, RegistryFailure? Trouble)> choose,
        CancellationToken cancellationToken)
    {
        RegistryResult<ImageManifest> manifest = (await repository.GetManifestAsync(tag, MediaTypes.Manifests, cancellationToken))
            .Then(reply => ManifestReader.ReadManifest(reply, $"{repository.Name}:{tag}"));
        switch (manifest)
        {
            case RegistryResult<ImageManifest>.Found { Value: var found }:
                var notes = new SignatureNotes();
                return await PartReader.ReadAsync(repository, choose(found.Layers, notes), notes, cancellationToken);
            case RegistryResult<ImageManifest>.Failed { Failure: RegistryFailure.NotFound }:
                return Findings.None;
            case RegistryResult<ImageManifest>.Failed { Failure: var failure }:
                return Findings.Failed(failure);
            default:
                throw new UnreachableException();
        }
    }
}
