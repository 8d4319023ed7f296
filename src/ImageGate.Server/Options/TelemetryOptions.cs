using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>Where metrics and traces are sent. Section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// The address of an OTLP receiver for HTTP and protobuf, without <c>/v1/traces</c>; null or empty: that of the variable
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, or nothing is sent.
    /// </summary>
    public string? OtlpEndpoint { get; set; }
}

/// <summary>What is wrong with the section.</summary>
internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options) =>
        string.IsNullOrEmpty(options.OtlpEndpoint) || (Uri.TryCreate(options.OtlpEndpoint, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" })
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Telemetry:OtlpEndpoint (or OTEL_EXPORTER_OTLP_ENDPOINT) is no address such as http://collector:4318.");
}
