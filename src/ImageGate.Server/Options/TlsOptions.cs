using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>The webhook's certificate. Section <c>Tls</c>. <see cref="ClusterOptionsCheck"/> says what excludes what.</summary>
public sealed class TlsOptions
{
    /// <summary>Who makes the certificate.</summary>
    public TlsSource Source { get; set; }

    /// <summary>PEM file of the certificate, followed by its intermediates. Both files or none; none: a self-signed one in memory.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file of its private key, not encrypted.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Seconds between two looks at the files.</summary>
    [Range(1, 60)]
    public int PollSeconds { get; set; } = 2;

    /// <summary>Self-managed: the Secret, in ImageGate's own namespace.</summary>
    public string? SecretName { get; set; }

    /// <summary>Self-managed: the Service by which the API server calls.</summary>
    public string? ServiceName { get; set; }

    /// <summary>Self-managed: more names and IP addresses, separated by commas, for webhooks that are registered by URL. At most 16.</summary>
    public string ExtraNames { get; set; } = "";

    /// <summary>
    /// Self-managed: seconds for which a new authority stands in both configurations before the first certificate of it is
    /// shown. Every API server must have noticed by then.
    /// </summary>
    [Range(1, 3600)]
    public int SettleSeconds { get; set; } = 60;
}

[OptionsValidator]
internal sealed partial class TlsOptionsValidator : IValidateOptions<TlsOptions>;
