using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Testing;

namespace ImageGate.EndToEnd.Parts;

/// <summary>The server's certificate and key in files, and the authority behind them.</summary>
internal sealed class ServerPair : IDisposable
{
    private readonly TestCertificateAuthority _authority = new();

    public ServerPair(string folder)
    {
        Directory.CreateDirectory(folder);
        CertificateFile = Path.Combine(folder, "tls.crt");
        KeyFile = Path.Combine(folder, "tls.key");
        Serial = Replace();
    }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    /// <summary>The authority's certificate, PEM.</summary>
    public string AuthorityPem => _authority.Pem;

    /// <summary>The serial number of the newest good pair.</summary>
    public string Serial { get; private set; }

    /// <summary>Writes a new pair, and returns its serial number.</summary>
    public string Replace() => Write(_authority.Issue("127.0.0.1"));

    /// <summary>Writes a pair that has expired an hour ago.</summary>
    public void Expire() => Write(_authority.Issue(DateTimeOffset.UtcNow.AddHours(-1), "127.0.0.1"));

    /// <summary>Writes a certificate that does not belong to the key beside it.</summary>
    public void Break()
    {
        using X509Certificate2 other = _authority.Issue("127.0.0.1");
        File.WriteAllText(CertificateFile, other.ExportCertificatePem());
    }

    /// <summary>The serial number that a new connection gets; the certificate must hang on the authority.</summary>
    public async Task<string> SeenAtAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, port);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = Trust() });
        return ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
    }

    /// <summary>A client that trusts the authority alone.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust() } });

    public void Dispose() => _authority.Dispose();

    private string Write(X509Certificate2 issued)
    {
        using X509Certificate2 certificate = issued;
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        return Serial = certificate.SerialNumber;
    }

    private X509ChainPolicy Trust() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { X509Certificate2.CreateFromPem(_authority.Pem) },
        RevocationMode = X509RevocationMode.NoCheck,
    };
}
