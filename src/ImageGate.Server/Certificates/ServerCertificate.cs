using System.Net.Security;
using ImageGate.Server.Telemetry;

namespace ImageGate.Server.Certificates;

/// <summary>The certificate that the webhook shows to new connections, wherever it comes from.</summary>
internal sealed class ServerCertificate
{
    private readonly TimeProvider _time;
    private volatile SslStreamCertificateContext? _context;

    public ServerCertificate(TimeProvider time, GateMetrics metrics)
    {
        _time = time;
        metrics.Observe("imagegate_certificate_expiry_timestamp_seconds", "When the certificate that is shown expires, Unix time; 0: there is none.", () =>
            _context is { } shown ? NotAfter(shown).ToUnixTimeSeconds() : 0);
    }

    /// <summary>What new connections get, or null while there is none.</summary>
    public SslStreamCertificateContext? Current => _context;

    /// <summary>Shows a certificate from now on. Connections that are open keep theirs.</summary>
    public void Show(SslStreamCertificateContext context) => _context = context;

    /// <summary>Whether there is one. An expired one counts: only the API server's clock decides, and without it nothing is left.</summary>
    public ReadinessCheck Check() => _context is not { } shown ? new("certificate", false, "there is none yet")
        : NotAfter(shown) > _time.GetUtcNow() ? new("certificate", true, $"valid until {NotAfter(shown):O}")
        : new("certificate", true, $"expired at {NotAfter(shown):O}");

    private static DateTimeOffset NotAfter(SslStreamCertificateContext context) => new(context.TargetCertificate.NotAfter.ToUniversalTime());
}
