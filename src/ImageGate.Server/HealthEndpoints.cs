using System.Text;
using ImageGate.Server.Telemetry;

namespace ImageGate.Server;

/// <summary><c>/livez</c>, <c>/readyz</c> and <c>/metrics</c>, on their own port.</summary>
internal static class HealthEndpoints
{
    private const string Text = "text/plain; charset=utf-8";

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // Made before the first request, so that it hears of everything that is counted.
        PrometheusText metrics = routes.ServiceProvider.GetRequiredService<PrometheusText>();
        Listener.Metrics.Guard(routes.MapGet("/livez", context => WriteAsync(context, StatusCodes.Status200OK, Text, "ok\n")));
        Listener.Metrics.Guard(routes.MapGet("/readyz", ReadyAsync));
        Listener.Metrics.Guard(routes.MapGet("/metrics", context =>
            WriteAsync(context, StatusCodes.Status200OK, PrometheusText.ContentType, metrics.Write())));
    }

    private static Task ReadyAsync(HttpContext context)
    {
        IReadOnlyList<ReadinessCheck> checks = context.RequestServices.GetRequiredService<Readiness>().Check();
        bool ready = checks.All(check => check.Passed);
        var text = new StringBuilder();
        if (context.Request.Query.ContainsKey("verbose"))
        {
            foreach (ReadinessCheck check in checks)
            {
                text.Append(check.Passed ? "[+] " : "[-] ").Append(check.Name).Append(": ").Append(check.Detail).Append('\n');
            }
        }

        text.Append(ready ? "ok\n" : "not ready\n");
        return WriteAsync(context, ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, Text, text.ToString());
    }

    private static Task WriteAsync(HttpContext context, int statusCode, string contentType, string text)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
