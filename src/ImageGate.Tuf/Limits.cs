namespace ImageGate.Tuf;

/// <summary>The bounds of what a mirror may do and of what is kept. Those of the files themselves are in <c>ImageGate.Sigstore</c>.</summary>
public static class Limits
{
    /// <summary>Redirects that are followed for one file. Source: what a content network in front of a repository needs, and one more.</summary>
    public const int MaxRedirects = 3;

    /// <summary>
    /// Time for one whole refresh, however many files: a first one of the public-good instance reads some 20 files of a few
    /// kilobytes. A mirror that is slower than this is as good as down.
    /// </summary>
    public static readonly TimeSpan RefreshTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Time for a connection to be made.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Bytes of a file that remembers one repository: real ones have under 200 KB, of which each root that was followed has
    /// 6 KB. Larger ones are not written, and not read.
    /// </summary>
    public const int MaxMemoryBytes = 32 * 1024 * 1024;
}
