using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Server.Options;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Certificates;

/// <summary>
/// Shows the certificate of two files, read again when they change. A broken new pair keeps the old one; without files it is
/// self-signed and lives in memory.
/// </summary>
internal sealed partial class CertificateFiles(
    IOptions<TlsOptions> options, ServerCertificate certificate, TimeProvider time, ILogger<CertificateFiles> logger) : BackgroundService
{
    private static readonly TimeSpan SelfSignedLifetime = TimeSpan.FromDays(365);

    private byte[] _content = [];

    /// <summary>Reads the files for the first time, before the server listens.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Value.CertificateFile))
        {
            certificate.Show(MakeSelfSigned(time.GetUtcNow()));
            LogSelfSigned(logger);
        }
        else
        {
            Reload();
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (string.IsNullOrEmpty(options.Value.CertificateFile))
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.PollSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Reload();
        }
    }

    /// <summary>Reads the files, and takes the pair when it changed and fits together.</summary>
    internal void Reload()
    {
        try
        {
            string chain = File.ReadAllText(options.Value.CertificateFile!);
            string key = File.ReadAllText(options.Value.KeyFile!);
            byte[] content = SHA256.HashData([.. SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(chain)), .. SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key))]);
            if (!content.AsSpan().SequenceEqual(_content))
            {
                SslStreamCertificateContext context = Load(chain, key);
                certificate.Show(context);
                _content = content;
                LogLoaded(logger, options.Value.CertificateFile!, context.TargetCertificate.NotAfter.ToUniversalTime());
            }
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            LogBroken(logger, options.Value.CertificateFile!, broken.Message, certificate.Current is null ? "there is none" : "the old one stays");
        }
    }

    // X509Certificate2.CreateFromPem throws when the key does not belong to the certificate.
    private static SslStreamCertificateContext Load(string certificate, string key)
    {
        var leaf = X509Certificate2.CreateFromPem(certificate, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    private static SslStreamCertificateContext MakeSelfSigned(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=imagegate", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.Add(SelfSignedLifetime));
        return SslStreamCertificateContext.Create(certificate, null, offline: true);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "no Tls:CertificateFile is set: serving a self-signed certificate that no API server trusts; for trying out only")]
    private static partial void LogSelfSigned(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "certificate {File} loaded, valid until {NotAfter:O}")]
    private static partial void LogLoaded(ILogger logger, string file, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "certificate {File} cannot be used: {Error}; {Consequence}")]
    private static partial void LogBroken(ILogger logger, string file, string error, string consequence);
}
