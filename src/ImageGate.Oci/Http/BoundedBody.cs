namespace ImageGate.Oci.Http;

/// <summary>Reads a body to its end, or not at all when it is over its bound.</summary>
internal static class BoundedBody
{
    private const int FirstBytes = 4 * 1024;

    /// <summary>The body, or null when it has more than <paramref name="maxBytes"/>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > maxBytes)
        {
            return null;
        }

        return await ReadUpToAsync(content, maxBytes + 1, cancellationToken) is { } body && body.Length <= maxBytes ? body : null;
    }

    /// <summary>The first bytes of a body that only explains an error.</summary>
    public static async Task<byte[]> ReadUpToAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);

        // The buffer grows with what has come, not with what the header says will come.
        byte[] buffer = new byte[Math.Min(FirstBytes, maxBytes)];
        int length = 0;
        while (length < maxBytes)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, maxBytes));
            }

            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return buffer[..length];
    }
}
