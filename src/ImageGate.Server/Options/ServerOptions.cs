using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>Where the server listens. Section <c>Server</c>.</summary>
public sealed class ServerOptions
{
    /// <summary>TCP port of the webhook, HTTPS; 0 lets the system choose.</summary>
    [Range(0, 65535)]
    public int HttpsPort { get; set; } = 8443;

    /// <summary>TCP port of <c>/livez</c>, <c>/readyz</c> and <c>/metrics</c>, plain HTTP; 0 lets the system choose.</summary>
    [Range(0, 65535)]
    public int MetricsPort { get; set; } = 9090;

    /// <summary>IP address of both.</summary>
    [Required]
    [RegularExpression(@"\A(?:[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45})\z", ErrorMessage = "The field {0} must be an IP address.")]
    public string BindAddress { get; set; } = "0.0.0.0";

    /// <summary>
    /// Seconds between not being ready any more and not listening any more, when the server is told to stop: time for the
    /// cluster to send its requests elsewhere.
    /// </summary>
    [Range(0, 60)]
    public int DrainSeconds { get; set; } = 5;

    /// <summary>Open connections of each port; more are closed at once. One that sends nothing costs some 40 KiB.</summary>
    [Range(16, 100_000)]
    public int MaxConnections { get; set; } = 2_000;

    /// <summary>AdmissionReviews that are decided at once, those included that wait for a registry. More than the API servers have under way.</summary>
    [Range(1, 100_000)]
    public int MaxAdmissions { get; set; } = 1_000;

    /// <summary>AdmissionReviews that wait to be decided; more are answered 503.</summary>
    [Range(0, 100_000)]
    public int MaxQueuedAdmissions { get; set; } = 1_000;

    /// <summary>MiB of the bodies of AdmissionReviews at once. Decided, a byte costs about four. While one of the largest grows, it takes 12.</summary>
    [Range(16, 4_096)]
    public int MaxBodyMiB { get; set; } = 16;
}

[OptionsValidator]
internal sealed partial class ServerOptionsValidator : IValidateOptions<ServerOptions>;
