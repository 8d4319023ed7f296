using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Testing.Kubernetes;

/// <summary>What an API server does with objects: get, list by pages, watch, create, patch.</summary>
internal sealed class FakeApiRoutes(FakeObjectStore store)
{
    private const string Json = "application/json";

    private readonly Lock _patching = new();

    public Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.Path.Value!;
        return (request.Method, request.Query.ContainsKey("watch"), IsCollection(path)) switch
        {
            ("GET", true, true) => WatchAsync(context, path),
            ("GET", false, true) => ListAsync(context, path),
            ("GET", _, false) => GetAsync(context, path),
            ("POST", _, true) => CreateAsync(context, path),
            ("PATCH", _, false) => PatchAsync(context, path),
            _ => FailAsync(context, 405, "MethodNotAllowed", "no such method"),
        };
    }

    public static Task FailAsync(HttpContext context, int code, string reason, string message)
    {
        context.Response.StatusCode = code;
        return WriteAsync(context, Status(code, reason, message));
    }

    public static JsonObject Status(int code, string reason, string message) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = reason,
        ["code"] = code,
    };

    // /api/v1/PLURAL, /api/v1/namespaces/NS/PLURAL, /apis/GROUP/v1/PLURAL, ...
    private static bool IsCollection(string path)
    {
        string[] segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int rest = segments.Length - (segments[0] == "api" ? 2 : 3);
        return rest is 1 or 3;
    }

    private static Task WriteAsync(HttpContext context, JsonObject json)
    {
        context.Response.ContentType = Json;
        return context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }

    private static async Task<JsonNode> BodyAsync(HttpContext context) =>
        (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;

    private Task GetAsync(HttpContext context, string path) =>
        store.Find(path) is { } found ? WriteAsync(context, found) : FailAsync(context, 404, "NotFound", $"{path} not found");

    // A continue token is the place of the next object.
    private Task ListAsync(HttpContext context, string path)
    {
        IQueryCollection query = context.Request.Query;
        int from = int.TryParse(query["continue"], NumberStyles.None, CultureInfo.InvariantCulture, out int place) ? place : 0;
        int limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) ? wanted : int.MaxValue;
        JsonObject[] all = [.. store.List(path).Where(item => IsSelected(item, query["fieldSelector"]))];
        var metadata = new JsonObject { ["resourceVersion"] = store.Version.ToString(CultureInfo.InvariantCulture) };
        if (all.Length - from > limit)
        {
            metadata["continue"] = (from + limit).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, new JsonObject { ["metadata"] = metadata, ["items"] = new JsonArray([.. all.Skip(from).Take(limit)]) });
    }

    private async Task WatchAsync(HttpContext context, string path)
    {
        int after = int.Parse(context.Request.Query["resourceVersion"]!, CultureInfo.InvariantCulture);
        context.Response.ContentType = Json;
        await context.Response.Body.FlushAsync(context.RequestAborted);
        try
        {
            while (true)
            {
                foreach (FakeChange change in await store.ChangesAsync(path, after, context.RequestAborted))
                {
                    after = change.Version;
                    var line = new JsonObject { ["type"] = change.Type, ["object"] = JsonNode.Parse(change.Json) };
                    if (IsSelected(line["object"]!.AsObject(), context.Request.Query["fieldSelector"]))
                    {
                        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"), context.RequestAborted);
                        await context.Response.Body.FlushAsync(context.RequestAborted);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The client went away, or the server stops.
        }
    }

    private static bool IsSelected(JsonObject item, string? fieldSelector) =>
        fieldSelector is null || fieldSelector == "metadata.name=" + (string?)item["metadata"]!["name"];

    private async Task CreateAsync(HttpContext context, string path)
    {
        JsonObject body = (await BodyAsync(context)).AsObject();
        string name = (string?)body["metadata"]?["name"] is { Length: > 0 } given ? given : (string?)body["metadata"]?["generateName"] + Guid.NewGuid().ToString("N")[..5];
        string target = $"{path}/{name}";
        if (store.Find(target) is not null)
        {
            await FailAsync(context, 409, "AlreadyExists", $"{target} already exists");
            return;
        }

        JsonObject stored = store.Put(target, body);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await WriteAsync(context, stored);
    }

    private async Task PatchAsync(HttpContext context, string path)
    {
        JsonNode body = await BodyAsync(context);
        JsonObject answer;
        lock (_patching)
        {
            answer = Patch(path, body, context.Request.ContentType ?? "");
        }

        context.Response.StatusCode = (int?)answer["code"] ?? StatusCodes.Status200OK;
        await WriteAsync(context, answer);
    }

    private JsonObject Patch(string path, JsonNode body, string type)
    {
        JsonObject? before = store.Find(path);
        if (before is null && type != "application/apply-patch+yaml")
        {
            return Status(404, "NotFound", $"{path} not found");
        }

        JsonObject after = before?.DeepClone().AsObject() ?? [];
        bool isJsonPatch = type == "application/json-patch+json";
        if (!isJsonPatch)
        {
            FakePatch.Merge(after, body.AsObject());
        }

        if (isJsonPatch && !FakePatch.Apply(after, body.AsArray()))
        {
            return Status(422, "Invalid", "a test of the patch failed");
        }

        bool isOld = before is not null && (string?)after["metadata"]?["resourceVersion"] != (string?)before["metadata"]?["resourceVersion"];
        return isOld ? Status(409, "Conflict", "the object has been modified") : store.Put(path, after);
    }
}
