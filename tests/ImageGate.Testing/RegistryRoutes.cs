using System.Globalization;
using System.Text.Json.Nodes;
using ImageGate.Sigstore;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Testing;

/// <summary>The read side of the distribution API. Source: OCI distribution-spec v1.1, "Endpoints".</summary>
internal sealed class RegistryRoutes(InMemoryRegistryOptions options, RegistryContents contents, TokenEndpoint tokens, Func<string> root)
{
    public const string TokenPath = "/token";

    public Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (path == TokenPath)
        {
            return tokens.AnswerAsync(context);
        }

        (string repository, string kind, string reference) = Split(path);
        if (!IsWelcome(context, repository))
        {
            context.Response.Headers.WWWAuthenticate = options.Challenge?.Invoke(repository) ?? Challenge(repository);
            return ErrorAsync(context, StatusCodes.Status401Unauthorized, "UNAUTHORIZED");
        }

        return (kind, contents.HasRepository(repository)) switch
        {
            ("", _) when path is "/v2/" => Task.CompletedTask,
            ("manifests", true) => ManifestAsync(context, repository, reference),
            ("blobs", true) => BlobAsync(context, repository, reference),
            ("referrers", _) when options.ReferrersApi => ReferrersAsync(context, repository, reference),
            ("manifests" or "blobs", false) => ErrorAsync(context, StatusCodes.Status404NotFound, "NAME_UNKNOWN"),
            _ => ErrorAsync(context, StatusCodes.Status404NotFound, "UNSUPPORTED"),
        };
    }

    private static (string Repository, string Kind, string Reference) Split(string path)
    {
        string[] parts = path.Split('/');
        return parts is ["", "v2", .. { Length: > 0 } repository, var kind, var reference] ? (string.Join('/', repository), kind, reference) : ("", "", "");
    }

    private bool IsWelcome(HttpContext context, string repository)
    {
        string authorization = context.Request.Headers.Authorization.ToString();
        return options.Authentication switch
        {
            RegistryAuthentication.None => true,
            RegistryAuthentication.Basic => authorization == tokens.Basic,
            _ => tokens.Accepts(authorization, repository),
        };
    }

    private string Challenge(string repository) => options.Authentication == RegistryAuthentication.Basic
        ? "Basic realm=\"registry\""
        : $"Bearer realm=\"{root()}{TokenPath}\",service=\"in-memory\",scope=\"repository:{repository}:pull\"";

    private async Task ManifestAsync(HttpContext context, string repository, string reference)
    {
        if (contents.FindManifest(repository, reference) is not { } manifest)
        {
            await ErrorAsync(context, StatusCodes.Status404NotFound, "MANIFEST_UNKNOWN");
            return;
        }

        context.Response.ContentType = manifest.MediaType;
        if (options.DigestHeader)
        {
            context.Response.Headers["Docker-Content-Digest"] = manifest.Digest.ToString();
        }

        await SendAsync(context, manifest.Bytes);
    }

    private async Task BlobAsync(HttpContext context, string repository, string reference)
    {
        if (contents.FindBlob(repository, reference) is not { } blob)
        {
            await ErrorAsync(context, StatusCodes.Status404NotFound, "BLOB_UNKNOWN");
            return;
        }

        context.Response.ContentType = "application/octet-stream";
        await SendAsync(context, blob);
    }

    private async Task ReferrersAsync(HttpContext context, string repository, string reference)
    {
        if (!Digest.TryParse(reference, out Digest? image))
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "DIGEST_INVALID");
            return;
        }

        _ = int.TryParse(context.Request.Query["skip"], NumberStyles.None, CultureInfo.InvariantCulture, out int skip);
        (byte[] index, bool more) = contents.Referrers(repository, image, skip, options.ReferrersPerPage);
        if (more)
        {
            context.Response.Headers.Link = $"<{context.Request.Path}?skip={skip + options.ReferrersPerPage}>; rel=\"next\"";
        }

        context.Response.ContentType = OciJson.IndexType;
        await SendAsync(context, index);
    }

    private static async Task SendAsync(HttpContext context, byte[] bytes)
    {
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static Task ErrorAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        var error = new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = "see the code" }) };
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(error.ToJsonString(), context.RequestAborted);
    }
}
