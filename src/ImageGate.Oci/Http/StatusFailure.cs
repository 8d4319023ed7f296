using System.Net;
using System.Text.Json;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>What a status that is not a success means. Source: OCI distribution-spec v1.1, "Error Codes".</summary>
internal static class StatusFailure
{
    private const int MaxDepth = 16;

    /// <summary>Why <paramref name="reply"/> is not what was asked for.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="repository">The repository that was asked.</param>
    /// <param name="login">Who asked, or null: nobody.</param>
    /// <param name="what">What was asked for: <c>tag 1.2</c>.</param>
    public static RegistryFailure Of(Reply reply, RepositoryName repository, RegistryCredential? login, string what)
    {
        string host = reply.Uri.Authority;
        int status = (int)reply.Status;
        return reply.Status switch
        {
            HttpStatusCode.NotFound => new RegistryFailure.NotFound($"{repository} has no {what}{Said(reply)}"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new RegistryFailure.Unauthorized(
                $"{repository}: {host} answered {status} for {what} to the {login?.ToString() ?? "anonymous request"}{Said(reply)}"),
            HttpStatusCode.RequestTimeout => new RegistryFailure.Unavailable(
                UnavailableCause.Timeout, $"{repository}: {host} answered {status} for {what}{Said(reply)}", null),
            >= HttpStatusCode.InternalServerError => new RegistryFailure.Unavailable(
                UnavailableCause.Unreachable, $"{repository}: {host} answered {status} for {what}{Said(reply)}", null),
            _ => new RegistryFailure.Invalid($"{repository}: {host} answered {status} for {what}{Said(reply)}"),
        };
    }

    // The first error of the body, when it has the form of the specification. Pages for browsers are not shown.
    private static string Said(Reply reply)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(reply.Body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
                && errors[0].ValueKind == JsonValueKind.Object && errors[0].TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.String
                    ? $" ({Printable.Excerpt(code.GetString()!)})"
                    : "";
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
