using System.Diagnostics;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>Reads the manifests of referrers that say that they hold cosign's signature layers (cosign 2, experimental).</summary>
internal static class SignatureReferrers
{
    /// <summary>The layers of all of them, and why some could not be read, or null.</summary>
    public static async Task<(List<Descriptor> Layers, RegistryFailure.Unavailable? Incomplete)> ReadLayersAsync(
        Repository repository, Digest image, Descriptor[] referrers, SignatureNotes notes, CancellationToken cancellationToken)
    {
        var results = new RegistryResult<ImageManifest>[referrers.Length];
        var bound = new ParallelOptions { MaxDegreeOfParallelism = Limits.MaxPartsAtOnce, CancellationToken = CancellationToken.None };
        await Parallel.ForAsync(0, referrers.Length, bound, async (i, _) => results[i] = await ReadAsync(repository, image, referrers[i], cancellationToken));

        var layers = new List<Descriptor>();
        RegistryFailure.Unavailable? incomplete = null;
        foreach (RegistryResult<ImageManifest> result in results)
        {
            switch (result)
            {
                case RegistryResult<ImageManifest>.Found { Value: var manifest }:
                    layers.AddRange(manifest.Layers);
                    break;
                case RegistryResult<ImageManifest>.Failed { Failure: RegistryFailure.Unavailable unavailable }:
                    incomplete ??= unavailable;
                    break;
                case RegistryResult<ImageManifest>.Failed { Failure: var failure }:
                    notes.Add($"a referrer was skipped: {failure.Detail}");
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return (layers, incomplete);
    }

    private static async Task<RegistryResult<ImageManifest>> ReadAsync(Repository repository, Digest image, Descriptor referrer, CancellationToken cancellationToken)
    {
        if (referrer.Digest is not { } digest)
        {
            return Invalid("its digest is not sha256");
        }

        string about = $"{repository.Name}@{digest}";
        return (await repository.GetManifestAsync(digest, cancellationToken))
            .Then(reply => ManifestReader.ReadManifest(reply, about))
            .Then(manifest => manifest.Subject == image ? new RegistryResult<ImageManifest>.Found(manifest) : Invalid($"{about} does not refer to {image}"));
    }

    private static RegistryResult<ImageManifest> Invalid(string detail) => new RegistryResult<ImageManifest>.Failed(new RegistryFailure.Invalid(detail));
}
