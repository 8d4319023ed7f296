using System.Diagnostics;
using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>Lists what refers to an image: by the referrers API, or by the tag that stands in for it where there is none.</summary>
/// <remarks>Source: OCI distribution-spec v1.1, "Listing Referrers" and "Unavailable Referrers API".</remarks>
internal static class ReferrersReader
{
    public static async Task<RegistryResult<IReadOnlyList<Descriptor>>> ListAsync(Repository repository, Digest image, CancellationToken cancellationToken)
    {
        string about = $"{repository.Name}: the list of referrers of {image}";
        return await repository.GetReferrersAsync(image, cancellationToken) switch
        {
            RegistryResult<Reply>.Failed { Failure: var failure } => Failed(failure),
            RegistryResult<Reply>.Found { Value: { Status: HttpStatusCode.OK, MediaType: MediaTypes.OciIndex } first } =>
                await ReadPagesAsync(repository, first, about, cancellationToken),
            RegistryResult<Reply>.Found { Value: var reply } when HasNoApi(reply.Status) => await ReadTagAsync(repository, image, about, cancellationToken),
            RegistryResult<Reply>.Found { Value: var reply } => Failed(repository.FailureOf(reply, $"list of referrers of {image}")),
            _ => throw new UnreachableException(),
        };
    }

    // 200 with another content than an index: some proxies and web servers answer everything.
    private static bool HasNoApi(HttpStatusCode status) => status is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound
        or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotAcceptable or HttpStatusCode.NotImplemented;

    private static async Task<RegistryResult<IReadOnlyList<Descriptor>>> ReadTagAsync(
        Repository repository, Digest image, string about, CancellationToken cancellationToken) =>
        await repository.GetManifestAsync($"sha256-{image.Hex}", MediaTypes.OciIndex, cancellationToken) switch
        {
            RegistryResult<Reply>.Failed { Failure: RegistryFailure.NotFound } => new RegistryResult<IReadOnlyList<Descriptor>>.Found([]),
            RegistryResult<Reply>.Failed { Failure: var failure } => Failed(failure),
            RegistryResult<Reply>.Found { Value: var reply } => ManifestReader.ReadIndex(reply, Limits.MaxReferrers, about),
            _ => throw new UnreachableException(),
        };

    private static async Task<RegistryResult<IReadOnlyList<Descriptor>>> ReadPagesAsync(
        Repository repository, Reply page, string about, CancellationToken cancellationToken)
    {
        var all = new List<Descriptor>();
        for (int pages = 1; ; pages++)
        {
            RegistryResult<IReadOnlyList<Descriptor>> read = ManifestReader.ReadIndex(page, Limits.MaxReferrers, about);
            if (read is not RegistryResult<IReadOnlyList<Descriptor>>.Found { Value: var referrers })
            {
                return read;
            }

            all.AddRange(referrers);
            if (!NextPage.TryFind(page, out Uri? next))
            {
                return Failed(new RegistryFailure.Invalid($"{about} goes on at a URL that is malformed or not of the same list"));
            }

            if (all.Count > Limits.MaxReferrers || (next is not null && pages == Limits.MaxReferrerPages))
            {
                return Failed(new RegistryFailure.TooLarge($"{about} has more than {Limits.MaxReferrers} entries or {Limits.MaxReferrerPages} pages"));
            }

            if (next is null)
            {
                return new RegistryResult<IReadOnlyList<Descriptor>>.Found(all);
            }

            switch (await repository.GetPageAsync(next, cancellationToken))
            {
                case RegistryResult<Reply>.Found { Value: var following }:
                    page = following;
                    break;
                case RegistryResult<Reply>.Failed { Failure: var failure }:
                    return Failed(failure);
            }
        }
    }

    private static RegistryResult<IReadOnlyList<Descriptor>> Failed(RegistryFailure failure) =>
        new RegistryResult<IReadOnlyList<Descriptor>>.Failed(failure);
}
