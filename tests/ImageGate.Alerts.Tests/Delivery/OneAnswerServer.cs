using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Alerts.Tests.Delivery;

/// <summary>Answers one request with 200, and shows whatever certificate it is given: Kestrel starts only with one for servers.</summary>
internal sealed class OneAnswerServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _work;

    public OneAnswerServer(X509Certificate2 certificate)
    {
        _listener.Start();
        _work = AnswerAsync(certificate);
    }

    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"https://{_listener.LocalEndpoint}/hook"));

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _work;
    }

    private async Task AnswerAsync(X509Certificate2 certificate)
    {
        try
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(certificate);
            await tls.ReadAtLeastAsync(new byte[1], 1);
            await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());

            // Closed only behind the client: what it still sends would break the answer.
            await tls.CopyToAsync(Stream.Null);
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException or SocketException or ObjectDisposedException)
        {
            // The client went away, or nobody came.
        }
    }
}
