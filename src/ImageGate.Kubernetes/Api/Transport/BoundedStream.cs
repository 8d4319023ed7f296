namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>Reads a body to its end, or not at all when it is over its bound.</summary>
internal static class BoundedStream
{
    private const int FirstBytes = 16 * 1024;

    /// <summary>The body, or null when it has more than <paramref name="maxBytes"/>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > maxBytes)
        {
            return null;
        }

        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);

        // The buffer grows with what has come, not with what the header says will come.
        byte[] buffer = new byte[Math.Min(FirstBytes, maxBytes + 1)];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0)
            {
                return buffer[..length];
            }

            if (length > maxBytes)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, maxBytes + 1L));
            }
        }
    }
}
