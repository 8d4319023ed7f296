using ImageGate.Core.Registries;
using ImageGate.Sigstore;

namespace ImageGate.Oci.Tests;

internal static class AllSources
{
    /// <summary>Reads every source at once and unites what they gave, as a denial has to.</summary>
    public static async Task<RegistryResult<SignatureSet>> FetchSignaturesAsync(
        this RegistryClient client, RepositoryLocation repository, Digest image, CancellationToken cancellationToken = default, bool withAttestations = false)
    {
        List<SignatureSource> sources = [SignatureSource.SignatureTag, SignatureSource.Referrers];
        if (withAttestations)
        {
            sources.Add(SignatureSource.AttestationTag);
        }

        return SignatureUnion.Of(await Task.WhenAll(sources.Select(source => client.ReadSignaturesAsync(repository, image, source, cancellationToken))));
    }
}
