namespace ImageGate.Server.Tests.Telemetry.Otlp;

/// <summary>One data point of a metric as it was sent.</summary>
/// <param name="Scope">The meter.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Type"><c>gauge</c>, <c>sum</c>, <c>counter</c> (a sum that only grows) or <c>histogram</c>.</param>
/// <param name="Temporality">1: since the last time, 2: since the start; 0 of a gauge.</param>
/// <param name="Attributes">The labels.</param>
/// <param name="Value">The value; of a histogram how many there were.</param>
/// <param name="Sum">Of a histogram the sum.</param>
/// <remarks>Source: opentelemetry-proto, opentelemetry/proto/metrics/v1/metrics.proto, Metric, NumberDataPoint, HistogramDataPoint.</remarks>
internal sealed record OtlpPoint(string Scope, string Metric, string Unit, string Type, ulong Temporality, IReadOnlyDictionary<string, string> Attributes, double Value, double Sum)
{
    public static IEnumerable<OtlpPoint> Read(string scope, ProtoMessage metric)
    {
        (string name, string unit) = (metric.Text(1), metric.Text(3));
        foreach (ProtoMessage point in metric.Messages(5).SelectMany(gauge => gauge.Messages(1)))
        {
            yield return new OtlpPoint(scope, name, unit, "gauge", 0, OtlpReceiver.Attributes(point, 7), ValueOf(point), 0);
        }

        foreach (ProtoMessage sum in metric.Messages(7))
        {
            foreach (ProtoMessage point in sum.Messages(1))
            {
                yield return new OtlpPoint(scope, name, unit, sum.Number(3) == 1 ? "counter" : "sum", sum.Number(2), OtlpReceiver.Attributes(point, 7), ValueOf(point), 0);
            }
        }

        foreach (ProtoMessage histogram in metric.Messages(9))
        {
            foreach (ProtoMessage point in histogram.Messages(1))
            {
                yield return new OtlpPoint(scope, name, unit, "histogram", histogram.Number(2), OtlpReceiver.Attributes(point, 9), point.Number(4), point.Double(5));
            }
        }
    }

    private static double ValueOf(ProtoMessage point) => point.Has(4) ? point.Double(4) : (long)point.Number(6);
}
