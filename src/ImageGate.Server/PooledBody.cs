using System.Buffers;

namespace ImageGate.Server;

/// <summary>
/// A request's body in a buffer that is used again afterwards. Memory is taken as bytes arrive, not as they are announced: who
/// sends nothing holds nothing.
/// </summary>
/// <param name="load">Where memory is taken from.</param>
internal sealed class PooledBody(AdmissionLoad load) : IDisposable
{
    private const int LeastBuffer = 4 * 1024;
    private const int FirstBuffer = 16 * 1024;

    private byte[] _buffer = [];
    private int _taken;
    private int _length;

    /// <summary>What has arrived. Nobody may keep it: the buffer will be another request's.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="OperationCanceledException">It did not come in time.</exception>
    public async Task<BodyReading> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return BodyReading.TooLarge;
        }

        // Returns when something is there, and needs no buffer until then. It reads nothing, so there is no count to look at.
#pragma warning disable CA2022
        await request.Body.ReadAsync(Memory<byte>.Empty, cancellationToken);
#pragma warning restore CA2022
        int first = (int)Math.Clamp(request.ContentLength ?? LeastBuffer, LeastBuffer, FirstBuffer);
        if (!TryGrow(first))
        {
            await ReadBeginningAsync(request, cancellationToken);
            return BodyReading.NoMemory;
        }

        while (true)
        {
            if (_length == _buffer.Length && !TryGrow(_buffer.Length * 2))
            {
                return BodyReading.NoMemory;
            }

            int read = await request.Body.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
            {
                return BodyReading.Complete;
            }

            _length += read;
            if (_length > maxBytes)
            {
                return BodyReading.TooLarge;
            }
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        Release(_buffer, _taken);
        _buffer = [];
        _taken = _length = 0;
    }

    // What has arrived already, for as long as it takes to answer: a bound of its own is not needed beside that of connections.
    private async Task ReadBeginningAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(LeastBuffer);
        _length = await request.Body.ReadAsync(_buffer.AsMemory(0, LeastBuffer), cancellationToken);
    }

    private bool TryGrow(int size)
    {
        if (!load.TryTake(size))
        {
            return false;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Release(_buffer, _taken);
        (_buffer, _taken) = (larger, size);
        return true;
    }

    private void Release(byte[] buffer, int taken)
    {
        load.Return(taken);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
