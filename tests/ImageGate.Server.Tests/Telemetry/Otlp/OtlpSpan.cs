namespace ImageGate.Server.Tests.Telemetry.Otlp;

/// <summary>A span as it was sent.</summary>
/// <remarks>Source: opentelemetry-proto, opentelemetry/proto/trace/v1/trace.proto, Span.</remarks>
internal sealed record OtlpSpan(string Scope, string Name, string TraceId, string SpanId, string ParentId, ulong Kind, ulong Start, ulong End, IReadOnlyDictionary<string, string> Attributes)
{
    public const ulong Internal = 1;
    public const ulong Server = 2;
    public const ulong Client = 3;

    public static OtlpSpan Read(string scope, ProtoMessage span) =>
        new(scope, span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), span.Number(6), span.Number(7), span.Number(8), OtlpReceiver.Attributes(span, 9));
}
