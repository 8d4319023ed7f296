namespace ImageGate.Kubernetes.Policies;

/// <summary>Reads a file that somebody else made, up to a bound.</summary>
internal static class BoundedFile
{
    // Opening a pipe or a terminal can wait for ever, and a device may have no end.
    private static readonly string[] NoFiles = ["/dev/", "/proc/", "/sys/"];

    /// <summary>Reads all of the file, or says why not.</summary>
    public static ReferencedFile Read(string path, int maxBytes)
    {
        try
        {
            string full = Path.GetFullPath(path);
            return Array.Exists(NoFiles, start => full.StartsWith(start, StringComparison.Ordinal)) || Directory.Exists(full)
                ? new ReferencedFile.Unreadable("it is not a regular file")
                : ReadAll(full, maxBytes);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return new ReferencedFile.Unreadable(Reason(failed));
        }
    }

    /// <summary>What an exception means, without its paths: those of a mounted volume change with every version.</summary>
    public static string Reason(Exception failed) => failed switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException => "access is denied",
        PathTooLongException => "its path is too long",
        _ => "it cannot be read",
    };

    private static ReferencedFile ReadAll(string path, int maxBytes)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            if (content.Length + count > maxBytes)
            {
                return new ReferencedFile.Unreadable($"it is over {maxBytes} bytes");
            }

            content.Write(buffer, 0, count);
        }

        return new ReferencedFile.Found(content.ToArray());
    }
}
