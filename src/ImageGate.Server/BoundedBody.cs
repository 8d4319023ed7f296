using System.Buffers;

namespace ImageGate.Server;

/// <summary>Reads a request's body up to a bound.</summary>
internal static class BoundedBody
{
    private const int FirstBuffer = 32 * 1024;

    /// <summary>The body, or null when it is over <paramref name="maxBytes"/>. The buffer grows with what arrives, not with what was announced.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        var body = new ArrayBufferWriter<byte>(FirstBuffer);
        while (true)
        {
            int read = await request.Body.ReadAsync(body.GetMemory(1), cancellationToken);
            if (read == 0)
            {
                return body.WrittenMemory;
            }

            body.Advance(read);
            if (body.WrittenCount > maxBytes)
            {
                return null;
            }
        }
    }
}
