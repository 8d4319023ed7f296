using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes;
using ImageGate.Kubernetes.Admission;
using ImageGate.Server.Alerts;
using ImageGate.Server.Events;
using ImageGate.Server.Telemetry;
using Microsoft.AspNetCore.Connections.Features;

namespace ImageGate.Server;

/// <summary><c>POST /mutate</c> and <c>POST /validate</c>: reads, hands over, writes. No decisions here.</summary>
internal static class AdmissionEndpoint
{
    private const string Json = "application/json";

    internal static void MapAdmission(this IEndpointRouteBuilder routes)
    {
        // Of the whole server, not a request's own: nothing here lives as long as one request, and a scope for each costs.
        IServiceProvider services = routes.ServiceProvider;
        Listener.Webhook.Guard(routes.MapPost("/mutate", context => AnswerAsync(services, context, AdmissionPath.Mutate)));
        Listener.Webhook.Guard(routes.MapPost("/validate", context => AnswerAsync(services, context, AdmissionPath.Validate)));
    }

    private static async Task AnswerAsync(IServiceProvider services, HttpContext context, AdmissionPath path)
    {
        if (!IsJson(context.Request.ContentType))
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "the content type must be application/json");
            return;
        }

        if (services.GetRequiredService<PolicyStore>().Current is not { } policies)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "no policy set has been loaded yet");
            return;
        }

        // The time for reading the body counts as well: a slow sender gets no more than the API server's time-out.
        using var deadline = new CancellationTokenSource(RequestDeadline.Of(context.Request.Query["timeout"]), services.GetRequiredService<TimeProvider>());
        AdmissionLoad load = services.GetRequiredService<AdmissionLoad>();
        using var body = new PooledBody(load);
        BodyReading? reading = await ReadAsync(context, body, deadline.Token);
        MoveWhenStopping(services, context);
        switch (reading)
        {
            case BodyReading.Complete when await load.TryEnterAsync(deadline.Token):
                try
                {
                    await AnswerAsync(services, context, path, body, policies, deadline.Token);
                }
                finally
                {
                    load.Leave();
                }

                break;
            case BodyReading.Complete:
                load.CountShed("queue");
                await ShedAsync(context, body.Bytes);
                break;
            case BodyReading.NoMemory:
                load.CountShed("memory");
                await ShedAsync(context, body.Bytes);
                break;
            case BodyReading.TooLarge:
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"the body is over {Kubernetes.Limits.MaxReviewBytes} bytes");
                break;
        }
    }

    // The API server keeps connections open, and sends its next request into one just as it is closed at the end. So they are
    // closed one by one behind an answer, as long as there is time to open others to other replicas.
    private static void MoveWhenStopping(IServiceProvider services, HttpContext context)
    {
        if (services.GetRequiredService<Readiness>().IsStopping)
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
    }

    /// <returns>Null: it could not be read, and that was answered.</returns>
    private static async Task<BodyReading?> ReadAsync(HttpContext context, PooledBody body, CancellationToken deadline)
    {
        try
        {
            // A client that goes away ends the reading as well, with an exception of Kestrel's.
            return await body.ReadAsync(context.Request, Kubernetes.Limits.MaxReviewBytes, deadline);
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

    private static async Task AnswerAsync(
        IServiceProvider services, HttpContext context, AdmissionPath path, PooledBody body, PolicySet policies, CancellationToken deadline)
    {
        RequestPhases.Begin();
        using Activity? span = GateTraces.Begin(context.Request, path);
        long start = Stopwatch.GetTimestamp();
        AdmissionHandler handler = services.GetRequiredService<AdmissionHandler>();
        Task<AdmissionAnswer> answering = handler.AnswerAsync(body.Bytes, path, policies, deadline);

        // It has been read. Whoever waits for a registry needs its memory no more, and others may.
        body.Dispose();
        switch (await answering)
        {
            case AdmissionAnswer.Review review:
                span.Describe(review.Record);
                services.GetRequiredService<DecisionLog>().Write(review.Record, policies, Stopwatch.GetElapsedTime(start), GateTraces.ContextOf(context.Request, span));
                services.GetRequiredService<AlertStore>().Raise(review.Record);
                services.GetRequiredService<EventRecorder>().Raise(review.Record);
                await WriteAsync(context, review.Json);
                break;
            case AdmissionAnswer.NotAReview not:
                await RefuseAsync(context, not.StatusCode, not.Line);
                break;
            default:
                throw new UnreachableException();
        }
    }

    // A denial holds under every failurePolicy; an HTTP error would let the image in under Ignore.
    private static Task ShedAsync(HttpContext context, ReadOnlyMemory<byte> beginning)
    {
        if (OverloadAnswer.For(beginning.Span) is { } review)
        {
            return WriteAsync(context, review);
        }

        context.Response.Headers.RetryAfter = "1";
        return RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, OverloadAnswer.Message);
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = Json;
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, CancellationToken.None);      // Kestrel ends a connection that does not read
    }

    private static bool IsJson(string? contentType) => contentType == Json || (
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var parsed)
        && parsed.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase));

    private static Task RefuseAsync(HttpContext context, int statusCode, string line)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(line + "\n", CancellationToken.None);
    }
}
