using System.Globalization;
using ImageGate.Testing;

namespace ImageGate.Server.Tests.Telemetry.Otlp;

/// <summary>A receiver of OTLP over HTTP with protobuf, on this machine.</summary>
/// <remarks>Source: opentelemetry-proto, opentelemetry/proto/collector (Export…ServiceRequest), trace/v1, metrics/v1, resource/v1, common/v1.</remarks>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly AlertSink _sink;

    private OtlpReceiver(AlertSink sink) => _sink = sink;

    /// <summary>What <c>Telemetry:OtlpEndpoint</c> is to be.</summary>
    public string Endpoint => _sink.Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Requests as they came.</summary>
    public IReadOnlyList<ReceivedAlert> Requests => _sink.Received;

    /// <summary>All spans so far.</summary>
    public IReadOnlyList<OtlpSpan> Spans =>
        [.. Scopes("/v1/traces").SelectMany(scope => scope.Messages(2).Select(span => OtlpSpan.Read(NameOf(scope), span)))];

    /// <summary>The data points of the last request with metrics.</summary>
    public IReadOnlyList<OtlpPoint> Points =>
        [.. Scopes("/v1/metrics", last: true).SelectMany(scope => scope.Messages(2).SelectMany(metric => OtlpPoint.Read(NameOf(scope), metric)))];

    /// <summary>What every request says about who sends it.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string>> Resources =>
        _sink.Received.SelectMany(request => new ProtoMessage(request.Bytes).Messages(1)).Select(resource => Attributes(resource.Messages(1).Single(), 1));

    public static async Task<OtlpReceiver> StartAsync() => new(await AlertSink.StartAsync());

    /// <summary>Names and values of a repeated KeyValue field.</summary>
    public static IReadOnlyDictionary<string, string> Attributes(ProtoMessage message, int field) =>
        message.Messages(field).ToDictionary(one => one.Text(1), one => ValueOf(one.Messages(2).Single()), StringComparer.Ordinal);

    public ValueTask DisposeAsync() => _sink.DisposeAsync();

    private static string NameOf(ProtoMessage scope) => scope.Messages(1).Single().Text(1);

    private static string ValueOf(ProtoMessage value) =>
        value.Has(1) ? value.Text(1)
        : value.Has(2) ? (value.Number(2) == 1 ? "true" : "false")
        : value.Has(3) ? ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture)
        : value.Has(4) ? value.Double(4).ToString(CultureInfo.InvariantCulture)
        : "";

    // Traces and metrics are built alike: resources hold scopes.
    private IEnumerable<ProtoMessage> Scopes(string path, bool last = false)
    {
        IEnumerable<ReceivedAlert> requests = _sink.Received.Where(request => request.Path == path);
        return (last ? requests.TakeLast(1) : requests).SelectMany(request => new ProtoMessage(request.Bytes).Messages(1)).SelectMany(resource => resource.Messages(2));
    }
}
