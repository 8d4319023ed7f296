namespace ImageGate.Cloud.Http;

/// <summary>A token in a file that somebody else renews: read anew each time.</summary>
internal static class TokenFile
{
    /// <summary>The token, or null: no such file, empty, or over <see cref="Limits.MaxTokenBytes"/>.</summary>
    public static async Task<string?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream file = File.OpenRead(path);
            byte[] buffer = new byte[Limits.MaxTokenBytes + 1];
            int length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            string token = System.Text.Encoding.ASCII.GetString(buffer, 0, length).Trim();
            return length <= Limits.MaxTokenBytes && token.Length > 0 && token.All(one => one is > ' ' and < '\x7f') ? token : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
