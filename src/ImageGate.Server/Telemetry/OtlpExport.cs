using ImageGate.Server.Options;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ImageGate.Server.Telemetry;

/// <summary>
/// Sends metrics and traces to an OTLP receiver, where the settings name one. What else it can be told stands in the variables of OpenTelemetry:
/// <c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_TRACES_SAMPLER</c>, <c>OTEL_METRIC_EXPORT_INTERVAL</c>.
/// </summary>
/// <remarks>Source: OpenTelemetry Protocol specification, OTLP/HTTP.</remarks>
internal sealed class OtlpExport(IOptions<TelemetryOptions> telemetry) : IHostedService
{
    private const int FlushMilliseconds = 2_000;

    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(telemetry.Value.OtlpEndpoint))
        {
            Begin();
        }

        return Task.CompletedTask;
    }

    // Apart, so that the libraries are not loaded where nobody wants them.
    private void Begin()
    {
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Name)
            .AddMeter(GateMetrics.MeterName, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel")
            .AddOtlpExporter(options => Send(options, "v1/metrics"))
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Name)
            .AddSource(GateTraces.SourceName)
            .AddOtlpExporter(options => Send(options, "v1/traces"))
            .Build();
    }

    /// <summary>Sends what has not been sent yet, unless that takes long.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            _traces?.Shutdown(FlushMilliseconds);
            _metrics?.Shutdown(FlushMilliseconds);
            _traces?.Dispose();
            _metrics?.Dispose();
        },
        CancellationToken.None);

    private static void Name(ResourceBuilder resource) => resource.AddService("imagegate", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3));

    private void Send(OtlpExporterOptions options, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(telemetry.Value.OtlpEndpoint!.TrimEnd('/') + "/" + path);
    }
}
