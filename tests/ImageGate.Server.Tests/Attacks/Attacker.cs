using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace ImageGate.Server.Tests.Attacks;

/// <summary>A connection whose bytes a test chooses one by one.</summary>
internal sealed class Attacker : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    private Attacker(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    /// <summary>The protocol that was agreed on with TLS.</summary>
    public SslApplicationProtocol Protocol => ((SslStream)_stream).NegotiatedApplicationProtocol;

    /// <summary>A connection without TLS yet.</summary>
    public static async Task<Attacker> ConnectAsync(RunningGate gate)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, new Uri(gate.Webhook).Port);
            return new Attacker(socket, new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A connection with TLS.</summary>
    /// <exception cref="IOException">It was not taken.</exception>
    public static async Task<Attacker> OpenAsync(RunningGate gate, params SslApplicationProtocol[] protocols)
    {
        Attacker plain = await ConnectAsync(gate);
        var stream = new SslStream(plain._stream);
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [.. protocols],
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            });
            return new Attacker(plain._socket, stream);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public ValueTask SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public ValueTask SendAsync(byte[] bytes) => _stream.WriteAsync(bytes);

    /// <summary>The same, unless the connection has been ended.</summary>
    public async Task TrySendAsync(string text)
    {
        try
        {
            await SendAsync(text);
        }
        catch (IOException)
        {
            // What was received says why.
        }
    }

    /// <summary>All that is answered until the server ends the connection.</summary>
    public async Task<string> EndAsync()
    {
        var received = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(received);
        }
        catch (IOException)
        {
            // An end, too.
        }

        return Encoding.ASCII.GetString(received.ToArray());
    }

    /// <summary>Ends the connection: in order, or with a reset.</summary>
    public void End(bool reset)
    {
        _socket.LingerState = new LingerOption(reset, 0);
        Dispose();
    }

    public void Dispose() => _stream.Dispose();
}
