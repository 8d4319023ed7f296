using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes;
using ImageGate.Kubernetes.Admission;
using ImageGate.Server.Alerts;
using ImageGate.Server.Telemetry;

namespace ImageGate.Server;

/// <summary><c>POST /mutate</c> and <c>POST /validate</c>: reads, hands over, writes. No decisions here.</summary>
internal static class AdmissionEndpoint
{
    private const string Json = "application/json";

    internal static void MapAdmission(this IEndpointRouteBuilder routes)
    {
        Listener.Webhook.Guard(routes.MapPost("/mutate", context => AnswerAsync(context, AdmissionPath.Mutate)));
        Listener.Webhook.Guard(routes.MapPost("/validate", context => AnswerAsync(context, AdmissionPath.Validate)));
    }

    private static async Task AnswerAsync(HttpContext context, AdmissionPath path)
    {
        if (!IsJson(context.Request.ContentType))
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "the content type must be application/json");
            return;
        }

        if (context.RequestServices.GetRequiredService<PolicyStore>().Current is not { } policies)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "no policy set has been loaded yet");
            return;
        }

        // The time for reading the body counts as well: a slow sender gets no more than the API server's time-out.
        using var deadline = new CancellationTokenSource(RequestDeadline.Of(context.Request.Query["timeout"]), context.RequestServices.GetRequiredService<TimeProvider>());
        if (await ReadAsync(context, deadline.Token) is { } body)
        {
            await AnswerAsync(context, path, body, policies, deadline.Token);
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, CancellationToken deadline)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, context.RequestAborted);
            ReadOnlyMemory<byte>? body = await BoundedBody.ReadAsync(context.Request, Kubernetes.Limits.MaxReviewBytes, either.Token);
            if (body is null)
            {
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"the body is over {Kubernetes.Limits.MaxReviewBytes} bytes");
            }

            return body;
        }
        catch (BadHttpRequestException bad)
        {
            await RefuseAsync(context, bad.StatusCode, "the request's body could not be read");
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException)
        {
            await RefuseAsync(context, StatusCodes.Status408RequestTimeout, "the request's body did not arrive in time");
        }

        return null;
    }

    private static async Task AnswerAsync(HttpContext context, AdmissionPath path, ReadOnlyMemory<byte> body, PolicySet policies, CancellationToken deadline)
    {
        long start = Stopwatch.GetTimestamp();
        AdmissionHandler handler = context.RequestServices.GetRequiredService<AdmissionHandler>();
        switch (await handler.AnswerAsync(body, path, policies, deadline))
        {
            case AdmissionAnswer.Review review:
                context.RequestServices.GetRequiredService<DecisionLog>().Write(review.Record, policies, Stopwatch.GetElapsedTime(start));
                context.RequestServices.GetRequiredService<AlertStore>().Raise(review.Record);
                context.Response.ContentType = Json;
                context.Response.ContentLength = review.Json.Length;
                await context.Response.Body.WriteAsync(review.Json, context.RequestAborted);
                break;
            case AdmissionAnswer.NotAReview not:
                await RefuseAsync(context, not.StatusCode, not.Line);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static bool IsJson(string? contentType) =>
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var parsed)
        && parsed.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext context, int statusCode, string line)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(line + "\n", CancellationToken.None);
    }
}
