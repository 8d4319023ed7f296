using ImageGate.Kubernetes.Api.Watching;

namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>The lines of a watch, one JSON document each, as they come.</summary>
internal sealed class WatchLines(HttpResponseMessage response, Stream stream, TimeProvider clock) : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _end;

    /// <summary>Waits for the next line.</summary>
    /// <param name="silence">Longest wait for more bytes.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    /// <returns>The line, good until the next call, or how the watch ended.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<WatchLine> ReadAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        int looked = _start;
        while (true)
        {
            int lineEnd = _buffer.AsSpan(looked, _end - looked).IndexOf((byte)'\n');
            if (lineEnd >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, looked + lineEnd - _start);
                _start = looked + lineEnd + 1;
                return new WatchLine.Text(line);
            }

            looked = _end;
            if (_end - _start > ApiLimits.MaxObjectBytes)
            {
                return new WatchLine.TooLong();
            }

            int moved = MakeRoom();
            looked -= moved;
            if (await FillAsync(silence, cancellationToken) is { } ended)
            {
                return ended;
            }
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        response.Dispose();
    }

    private int MakeRoom()
    {
        int moved = _start;
        if (moved > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= moved;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, ApiLimits.MaxObjectBytes + FirstBytes));
        }

        return moved;
    }

    private async Task<WatchLine?> FillAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(silence, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), deadline.Token);
            _end += read;

            // Half a line at the end is an event that did not come: it comes again after the resumption.
            return read > 0 ? null : new WatchLine.End();
        }
        catch (Exception broken) when (broken is OperationCanceledException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return timer.IsCancellationRequested ? new WatchLine.Silence() : new WatchLine.End();
        }
    }
}
