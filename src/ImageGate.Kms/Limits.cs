namespace ImageGate.Kms;

/// <summary>The bounds of what a KMS may do.</summary>
public static class Limits
{
    /// <summary>Pages of a hundred versions of one key of Google's that are read. One that has more must be named with its version.</summary>
    public const int MaxVersionPages = 10;

    /// <summary>
    /// Time for one key: a credential and the few requests that it takes. It is asked for in the background, so it may be
    /// longer than an admission; one that is slower is as good as down.
    /// </summary>
    public static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(20);
}
