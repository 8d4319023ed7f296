using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Oci.Auth;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>The read side of the distribution API, for one repository.</summary>
/// <remarks>Source: OCI distribution-spec v1.1, "Pull" and "Listing Referrers".</remarks>
/// <param name="name">The repository.</param>
/// <param name="login">Who asks, or null: nobody.</param>
/// <param name="connection">The way to its host.</param>
internal sealed class Repository(RepositoryName name, RegistryCredential? login, RegistryConnection connection)
{
    /// <summary>The repository's name, the beginning of every detail.</summary>
    public string Name => name.ToString();

    private TokenKey Asker => new(login, name.Repository);

    /// <summary>Asks for the headers of a manifest; whatever the status.</summary>
    public Task<RegistryResult<Reply>> HeadManifestAsync(string tag, CancellationToken cancellationToken) =>
        SendAsync(Manifest(HttpMethod.Head, tag, MediaTypes.Images, maxBytes: 0), cancellationToken);

    /// <summary>Gets a manifest by tag; any other status than 200 is a failure.</summary>
    public async Task<RegistryResult<Reply>> GetManifestAsync(string tag, string accept, CancellationToken cancellationToken) =>
        Judge(await SendAsync(Manifest(HttpMethod.Get, tag, accept, Limits.MaxManifestBytes), cancellationToken), $"tag {tag}");

    /// <summary>Gets a referrer's manifest by digest; bytes of another digest are <see cref="RegistryFailure.Invalid"/>.</summary>
    public async Task<RegistryResult<Reply>> GetReferrerAsync(Digest digest, CancellationToken cancellationToken) => Check(
        Judge(await SendAsync(Manifest(HttpMethod.Get, digest.ToString(), MediaTypes.Manifests, Limits.MaxReferrerManifestBytes), cancellationToken), $"manifest {digest}"),
        digest);

    /// <summary>Gets a blob; bytes of another digest are <see cref="RegistryFailure.Invalid"/>.</summary>
    public async Task<RegistryResult<Reply>> GetBlobAsync(Digest digest, int maxBytes, CancellationToken cancellationToken) =>
        Check(Judge(await SendAsync(Request(HttpMethod.Get, $"blobs/{digest}", "*/*", maxBytes), cancellationToken), $"blob {digest}"), digest);

    /// <summary>Asks for the referrers of an image; whatever the status.</summary>
    public Task<RegistryResult<Reply>> GetReferrersAsync(Digest image, CancellationToken cancellationToken) =>
        SendAsync(Request(HttpMethod.Get, $"referrers/{image}", MediaTypes.OciIndex, Limits.MaxManifestBytes), cancellationToken);

    /// <summary>Gets a further page of referrers.</summary>
    public async Task<RegistryResult<Reply>> GetPageAsync(Uri page, CancellationToken cancellationToken) => Judge(
        await SendAsync(new RegistryRequest(HttpMethod.Get, page, Name, Asker, Limits.MaxManifestBytes) { Accept = MediaTypes.OciIndex }, cancellationToken),
        "next page of referrers");

    /// <summary>Why an answer is not what was asked for.</summary>
    public RegistryFailure FailureOf(Reply reply, string what) => StatusFailure.Of(reply, name, login, what);

    private Task<RegistryResult<Reply>> SendAsync(RegistryRequest request, CancellationToken cancellationToken) =>
        connection.SendAsync(request, cancellationToken);

    private RegistryRequest Manifest(HttpMethod method, string reference, string accept, int maxBytes) =>
        Request(method, $"manifests/{reference}", accept, maxBytes);

    private RegistryRequest Request(HttpMethod method, string path, string accept, int maxBytes) =>
        new(method, new Uri(connection.Endpoint.Root, $"v2/{name.Repository}/{path}"), Name, Asker, maxBytes) { Accept = accept };

    private RegistryResult<Reply> Judge(RegistryResult<Reply> result, string what) => result switch
    {
        RegistryResult<Reply>.Found { Value: { Status: not HttpStatusCode.OK } reply } => new RegistryResult<Reply>.Failed(FailureOf(reply, what)),
        _ => result,
    };

    private RegistryResult<Reply> Check(RegistryResult<Reply> result, Digest digest) => result switch
    {
        RegistryResult<Reply>.Found { Value: var reply } when Digest.Of(reply.Body) != digest => new RegistryResult<Reply>.Failed(
            new RegistryFailure.Invalid($"{Name}: {reply.Uri.Authority} sent other bytes than those of {digest}")),
        _ => result,
    };
}
