using System.Diagnostics;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Server.Telemetry;

/// <summary>The spans of requests. Without somebody who listens there are none.</summary>
internal static class GateTraces
{
    /// <summary>What the source is called; that of the registry client has the same name.</summary>
    public const string SourceName = "ImageGate";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of a request, in the caller's trace where it sent one.</summary>
    public static Activity? Begin(HttpRequest request, AdmissionPath path)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // Should somebody have the framework begin a span: it is not sent to anybody, and a child of it would hang in the air.
        Activity.Current = null;
        return Source.StartActivity(DecisionWords.For(path), ActivityKind.Server, CallerOf(request));
    }

    /// <summary>Where a request belongs: its span, else what the caller sent; the default when there is neither.</summary>
    public static ActivityContext ContextOf(HttpRequest request, Activity? span) => span?.Context ?? CallerOf(request);

    /// <summary>Begins the span of a phase.</summary>
    public static Activity? Begin(Phase phase) => Source.StartActivity(DecisionWords.For(phase));

    private static ActivityContext CallerOf(HttpRequest request) =>
        request.Headers.TraceParent is [{ } parent] && ActivityContext.TryParse(parent, request.Headers.TraceState, isRemote: true, out ActivityContext caller) ? caller : default;

    /// <summary>Says how a request ended.</summary>
    public static void Describe(this Activity? span, AdmissionRecord record)
    {
        span?.SetTag("imagegate.outcome", DecisionWords.For(record.Outcome));
        span?.SetTag("imagegate.uid", record.Uid);
        span?.SetTag("k8s.namespace.name", DecisionLine.Bounded(record.Namespace));
        span?.SetTag("imagegate.images", record.Images.Count);
    }
}
