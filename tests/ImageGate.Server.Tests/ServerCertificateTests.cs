using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Server.Certificates;
using ImageGate.Testing;

namespace ImageGate.Server.Tests;

public sealed class ServerCertificateTests
{
    [Fact]
    public async Task A_new_pair_is_shown_without_a_restart_and_a_broken_one_keeps_the_old()
    {
        using var authority = new TestCertificateAuthority();
        using X509Certificate2 first = authority.Issue("127.0.0.1");
        using X509Certificate2 second = authority.Issue("127.0.0.1");
        await using RunningGate gate = await RunningGate.StartAsync(configure: (running, settings) =>
        {
            Write(running, first, first);
            settings["Tls:CertificateFile"] = Path.Combine(running.Folder, "tls.crt");
            settings["Tls:KeyFile"] = Path.Combine(running.Folder, "tls.key");
        });

        (await ShownAsync(gate)).Should().Be(first.Thumbprint);

        Write(gate, second, first);                                            // half written: the key is not the certificate's
        gate.Get<CertificateFiles>().Reload();
        (await ShownAsync(gate)).Should().Be(first.Thumbprint);

        Write(gate, second, second);
        gate.Get<CertificateFiles>().Reload();
        (await ShownAsync(gate)).Should().Be(second.Thumbprint);

        File.Delete(Path.Combine(gate.Folder, "tls.key"));
        gate.Get<CertificateFiles>().Reload();
        (await ShownAsync(gate)).Should().Be(second.Thumbprint);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task New_protocols_are_spoken(SslProtocols protocol)
    {
        await using RunningGate gate = await RunningGate.StartAsync();

        (await HandshakeAsync(gate, protocol)).Should().Be(protocol);
    }

    [Fact]
    public async Task Old_protocols_are_not_spoken()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
#pragma warning disable CA5397, SYSLIB0039                                     // refused is what is tested
        Func<Task> handshake = () => HandshakeAsync(gate, SslProtocols.Tls11);
#pragma warning restore CA5397, SYSLIB0039

        await handshake.Should().ThrowAsync<Exception>().Where(exception => exception is AuthenticationException || exception is IOException);
    }

    private static void Write(RunningGate gate, X509Certificate2 certificate, X509Certificate2 key)
    {
        File.WriteAllText(Path.Combine(gate.Folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(gate.Folder, "tls.key"), key.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private static async Task<string> ShownAsync(RunningGate gate)
    {
        using TcpClient tcp = await ConnectAsync(gate);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("127.0.0.1");
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData()).Thumbprint;
    }

    private static async Task<SslProtocols> HandshakeAsync(RunningGate gate, SslProtocols protocol)
    {
        using TcpClient tcp = await ConnectAsync(gate);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", EnabledSslProtocols = protocol });
        return tls.SslProtocol;
    }

    private static async Task<TcpClient> ConnectAsync(RunningGate gate)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", new Uri(gate.Webhook).Port);
        return tcp;
    }
}
