using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace ImageGate.Load;

/// <summary>One TLS connection with HTTP/1.1, one request after the other: as little work as can be, since it runs on the gate's own processors.</summary>
internal sealed class GateConnection : IDisposable
{
    private readonly SslStream _stream;
    private byte[] _buffer = new byte[32 * 1024];

    private GateConnection(SslStream stream) => _stream = stream;

    public static async Task<GateConnection> OpenAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken);
        return new GateConnection(stream);
    }

    /// <summary>Sends a request and reads its answer.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<Verdict> AskAsync(Review review, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(review.Request, cancellationToken);
        int filled = 0;
        while (true)
        {
            if (filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * _buffer.Length);
            }

            int read = await _stream.ReadAsync(_buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                throw new IOException("the gate closed the connection");
            }

            filled += read;
            if (TryRead(_buffer.AsSpan(0, filled), out int status, out Range body))
            {
                return review.Check(status, _buffer.AsSpan(body));
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private static bool TryRead(ReadOnlySpan<byte> answer, out int status, out Range body)
    {
        (status, body) = (0, default);
        int head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> length = answer[(answer.IndexOf("Content-Length: "u8) + "Content-Length: "u8.Length)..];
        if (!Utf8Parser.TryParse(answer["HTTP/1.1 "u8.Length..], out status, out _) || !Utf8Parser.TryParse(length, out int bytes, out _))
        {
            throw new IOException("the gate's answer has no length");
        }

        int start = head + "\r\n\r\n"u8.Length;
        body = start..(start + bytes);
        return answer.Length >= start + bytes;
    }
}
