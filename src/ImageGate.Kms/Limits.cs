namespace ImageGate.Kms;

/// <summary>The bounds of what a KMS, and who gives the credentials for it, may do.</summary>
public static class Limits
{
    /// <summary>Bytes of one answer. The longest that is wanted, a hundred versions of a key of Google's, has 60 KB.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>Bytes of a file with a token. A service account's has 1 to 2 KB.</summary>
    public const int MaxTokenBytes = 16 * 1024;

    /// <summary>Pages of a hundred versions of one key of Google's that are read. One that has more must be named with its version.</summary>
    public const int MaxVersionPages = 10;

    /// <summary>
    /// Time for one key: a credential and the few requests that it takes. It is asked for in the background, so it may be
    /// longer than an admission; one that is slower is as good as down.
    /// </summary>
    public static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Time for a connection to be made.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
}
