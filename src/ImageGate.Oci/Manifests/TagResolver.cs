using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>Finds the digest that a tag names now: one HEAD, and a GET only where that does not say it.</summary>
/// <remarks>Source: OCI distribution-spec v1.1, "Checking if content exists in the registry" and "Pulling manifests".</remarks>
internal static class TagResolver
{
    private const string DigestHeader = "Docker-Content-Digest";

    public static async Task<RegistryResult<Digest>> ResolveAsync(Repository repository, string tag, CancellationToken cancellationToken)
    {
        string about = $"{repository.Name}:{tag}";
        return await (await repository.HeadManifestAsync(tag, cancellationToken)).ThenAsync(async reply => reply.Status switch
        {
            HttpStatusCode.OK when MediaTypes.IsSchema1(reply.MediaType) => new RegistryResult<Digest>.Failed(ManifestReader.Schema1(about)),
            HttpStatusCode.OK when MediaTypes.IsImage(reply.MediaType) && Named(reply) is { } digest => new RegistryResult<Digest>.Found(digest),
            HttpStatusCode.OK => await GetAsync(repository, tag, about, cancellationToken),
            var status when RefusesHead(status) => await GetAsync(repository, tag, about, cancellationToken),
            _ => new RegistryResult<Digest>.Failed(repository.FailureOf(reply, $"tag {tag}")),
        });
    }

    private static async Task<RegistryResult<Digest>> GetAsync(Repository repository, string tag, string about, CancellationToken cancellationToken) =>
        (await repository.GetManifestAsync(tag, MediaTypes.Images, cancellationToken)).Then(
            reply => Agree(ManifestReader.ReadDigest(reply, about), Named(reply), about));

    // The digest of the bytes is the one that counts; a header that says another means that somebody is wrong about this image.
    private static RegistryResult<Digest> Agree(RegistryResult<Digest> read, Digest? named, string about) => read switch
    {
        RegistryResult<Digest>.Found { Value: var digest } when named is not null && named != digest => new RegistryResult<Digest>.Failed(
            new RegistryFailure.Invalid($"{about}: the registry says {named} and sends the bytes of {digest}")),
        _ => read,
    };

    private static Digest? Named(Reply reply) =>
        reply.Header(DigestHeader) is { } text && Digest.TryParse(text, out Digest? digest) ? digest : null;

    private static bool RefusesHead(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotAcceptable or HttpStatusCode.NotImplemented;
}
