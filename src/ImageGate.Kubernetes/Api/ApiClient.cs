using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ImageGate.Kubernetes.Api.Configuration;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Api.Transport;

namespace ImageGate.Kubernetes.Api;

/// <summary>
/// Asks the API server. Failures are values; the only exceptions are <see cref="OperationCanceledException"/>, when the
/// caller gives up, and those for wrong use. For many threads at the same time.
/// </summary>
/// <remarks>
/// Each attempt takes at most <see cref="ApiClientSettings.CallTimeout"/>. Reads and applies, which do the same twice as once,
/// are repeated up to three times after 429, 5xx and broken connections; other changes are sent once.
/// Source: Kubernetes API concepts.
/// </remarks>
public sealed class ApiClient : IDisposable
{
    private const string Manager = "imagegate";
    private const string Json = "application/json";
    private const string MergePatch = "application/merge-patch+json";
    private const string JsonPatch = "application/json-patch+json";
    private const string ApplyPatch = "application/apply-patch+yaml";

    private const string OneMetadata = "PartialObjectMetadata";
    private const string ManyMetadata = "PartialObjectMetadataList";

    private readonly ApiTransport _transport;

    /// <summary>A client; nothing is asked yet.</summary>
    /// <param name="configuration">Where the server is and who asks.</param>
    /// <param name="settings">How calls are made.</param>
    public ApiClient(ApiConfiguration configuration, ApiClientSettings settings)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(settings);
        _transport = new ApiTransport(configuration, settings);
    }

    /// <summary>Reads one object.</summary>
    /// <param name="resource">Its kind.</param>
    /// <param name="namespaceName">Its namespace; null when its kind is in none.</param>
    /// <param name="name">Its name. A text that cannot be one is <see cref="ApiFailure.Rejected"/>, and nothing is asked.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    public Task<ApiResult<T>> GetAsync<T>(ApiResource<T> resource, string? namespaceName, string name, CancellationToken cancellationToken)
        where T : class, IApiObject
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(name);
        return SendAsync(HttpMethod.Get, resource, namespaceName, name, null, "", "", cancellationToken);
    }

    /// <summary>Reads one page of a list: at most 500 objects and 32 MiB, as they are now.</summary>
    /// <param name="resource">Their kind.</param>
    /// <param name="selection">Which.</param>
    /// <param name="continueToken">What the page before said, or null for the first. One that is too old is <see cref="ApiFailure.Gone"/>: begin again.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    public async Task<ApiResult<ObjectPage<T>>> ListAsync<T>(
        ApiResource<T> resource, ApiSelection selection, string? continueToken, CancellationToken cancellationToken)
        where T : class, IApiObject
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(selection);
        string path = ResourcePath.OfPage(resource, selection, continueToken);
        if (ResourcePath.Problem(selection.Namespace, selection.Name) is { } problem)
        {
            return new ApiResult<ObjectPage<T>>.Failed(Unsendable(HttpMethod.Get, resource, problem));
        }

        var request = new ApiRequest(HttpMethod.Get, path, resource.Accept(ManyMetadata), null, "", true, ApiLimits.MaxPageBytes);
        return Read(request, await _transport.SendAsync(request, cancellationToken), resource.Page);
    }

    /// <summary>Creates an object in the namespace that its metadata names.</summary>
    /// <returns>As it was stored. <see cref="ApiFailure.Conflict"/>: there is one already.</returns>
    public Task<ApiResult<T>> CreateAsync<T>(ApiResource<T> resource, T value, CancellationToken cancellationToken)
        where T : class, IApiObject
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(value);
        return SendAsync(HttpMethod.Post, resource, value.Metadata.Namespace, null, Body(resource, value), Json, $"?fieldManager={Manager}", cancellationToken);
    }

    /// <summary>
    /// Changes the fields that <paramref name="value"/> has, when the object is still of its version: a merge patch with
    /// <c>resourceVersion</c>. What the record does not know stays as it is; a PUT would erase it.
    /// </summary>
    /// <returns>As it was stored. <see cref="ApiFailure.Conflict"/>: it was changed meanwhile, read it again.</returns>
    /// <exception cref="ArgumentException">The value has no version: it was not read before.</exception>
    public Task<ApiResult<T>> UpdateAsync<T>(ApiResource<T> resource, T value, CancellationToken cancellationToken)
        where T : class, IApiObject
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentException.ThrowIfNullOrEmpty(value.Metadata.ResourceVersion, nameof(value));
        return SendAsync(
            HttpMethod.Patch, resource, value.Metadata.Namespace, value.Metadata.Name, Body(resource, value), MergePatch, $"?fieldManager={Manager}", cancellationToken);
    }

    /// <summary>Server-side apply: creates the object, or gives exactly these fields these values, as the manager <c>imagegate</c>.</summary>
    /// <param name="resource">Its kind.</param>
    /// <param name="value">The fields that are ours. A field that was ours and is not here any more is removed.</param>
    /// <param name="force">Whether fields of other managers are taken over; otherwise they are a <see cref="ApiFailure.Conflict"/>.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    /// <remarks>Source: Kubernetes, "Server-Side Apply".</remarks>
    public Task<ApiResult<T>> ApplyAsync<T>(ApiResource<T> resource, T value, bool force, CancellationToken cancellationToken)
        where T : class, IApiObject
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(value);
        string query = $"?fieldManager={Manager}&force={(force ? "true" : "false")}";
        return SendAsync(HttpMethod.Patch, resource, value.Metadata.Namespace, value.Metadata.Name, Body(resource, value), ApplyPatch, query, cancellationToken);
    }

    /// <summary>Writes a CA bundle into every webhook of a configuration, when it is still of its version. See <see cref="CaBundlePatch"/>.</summary>
    /// <returns>As it was stored. <see cref="ApiFailure.Conflict"/>: it was changed meanwhile, read it again.</returns>
    /// <exception cref="ArgumentException">The configuration has no version: it was not read before.</exception>
    public Task<ApiResult<WebhookConfiguration>> SetCaBundleAsync(
        ApiResource<WebhookConfiguration> resource, WebhookConfiguration configuration, ReadOnlyMemory<byte> caBundle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrEmpty(configuration.Metadata.ResourceVersion, nameof(configuration));
        byte[] patch = CaBundlePatch.For(configuration, caBundle.Span);
        return SendAsync(HttpMethod.Patch, resource, null, configuration.Metadata.Name, patch, JsonPatch, $"?fieldManager={Manager}", cancellationToken);
    }

    /// <summary>Asks whether our own roles allow something; needs no role itself.</summary>
    public async Task<ApiResult<bool>> CanIAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var review = new AccessReview { Spec = new AccessReviewSpec(question) };
        return await CreateAsync(ApiResources.AccessReviews, review, cancellationToken) switch
        {
            ApiResult<AccessReview>.Found { Value.Status: { } status } => new ApiResult<bool>.Found(status.Allowed),
            ApiResult<AccessReview>.Found => new ApiResult<bool>.Failed(ApiFailures.Malformed("SelfSubjectAccessReview", "the answer has no status")),
            ApiResult<AccessReview>.Failed failed => new ApiResult<bool>.Failed(failed.Failure),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Ends all calls and watches.</summary>
    public void Dispose() => _transport.Dispose();

    /// <summary>Opens a watch.</summary>
    internal Task<ApiResult<WatchLines>> WatchAsync<T>(
        ApiResource<T> resource, ApiSelection selection, string resourceVersion, TimeSpan time, CancellationToken cancellationToken)
        where T : class, IApiObject
    {
        string path = ResourcePath.OfWatch(resource, selection, resourceVersion, time);
        var request = new ApiRequest(HttpMethod.Get, path, resource.Accept(OneMetadata), null, "", true, ApiLimits.MaxObjectBytes);
        return _transport.OpenAsync(request, cancellationToken);
    }

    private async Task<ApiResult<T>> SendAsync<T>(
        HttpMethod method, ApiResource<T> resource, string? namespaceName, string? name, byte[]? content, string contentType, string query, CancellationToken cancellationToken)
        where T : class, IApiObject
    {
        if (ResourcePath.Problem(namespaceName, name) is { } problem)
        {
            return new ApiResult<T>.Failed(Unsendable(method, resource, problem));
        }

        bool isIdempotent = method == HttpMethod.Get || contentType == ApplyPatch;
        var request = new ApiRequest(
            method, ResourcePath.Of(resource, namespaceName, name) + query, resource.Accept(OneMetadata), content, contentType, isIdempotent, ApiLimits.MaxObjectBytes);
        return Read(request, await _transport.SendAsync(request, cancellationToken), resource.Json);
    }

    private static ApiFailure.Rejected Unsendable<T>(HttpMethod method, ApiResource<T> resource, string problem)
        where T : class, IApiObject => new($"{method} {resource.Plural}: {problem}, nothing was asked");

    private static byte[] Body<T>(ApiResource<T> resource, T value)
        where T : class, IApiObject
    {
        JsonObject body = JsonSerializer.SerializeToNode(value, resource.Json)!.AsObject();
        body.Insert(0, "apiVersion", resource.ApiVersion);
        body.Insert(1, "kind", resource.Kind);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private static ApiResult<TAnswer> Read<TAnswer>(ApiRequest request, ApiResult<byte[]> result, JsonTypeInfo<TAnswer> json)
        where TAnswer : class
    {
        switch (result)
        {
            case ApiResult<byte[]>.Failed failed:
                return new ApiResult<TAnswer>.Failed(failed.Failure);
            case ApiResult<byte[]>.Found found when Parse(found.Value, json) is { } answer:
                return new ApiResult<TAnswer>.Found(answer);
            default:
                return new ApiResult<TAnswer>.Failed(ApiFailures.Malformed(request.Subject, $"the answer is no {typeof(TAnswer).Name}"));
        }
    }

    private static TAnswer? Parse<TAnswer>(byte[] body, JsonTypeInfo<TAnswer> json)
        where TAnswer : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, json);
        }
        catch (JsonException)
        {
            // The exception's message may show the content.
            return null;
        }
    }
}
