namespace ImageGate.Server;

/// <summary>The bounds of the host.</summary>
internal static class Limits
{
    /// <summary>Time for an answer when the API server does not say. Source: admissionregistration.k8s.io/v1, default of timeoutSeconds.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The most that a webhook configuration can allow. Source: admissionregistration.k8s.io/v1, timeoutSeconds.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Kept back from the API server's time-out, so that our answer with its reason arrives before the API server gives up.</summary>
    public static readonly TimeSpan TimeoutMargin = TimeSpan.FromMilliseconds(500);

    /// <summary>The least time that is worth a try.</summary>
    public static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Log events that wait to be written; about 10 MiB of text.</summary>
    public const int MaxQueuedLogEvents = 10_000;

    /// <summary>Characters that are written at once when many events wait.</summary>
    public const int LogBufferCharacters = 32 * 1024;

    /// <summary>How long the end of the process waits for the log's reader.</summary>
    public static readonly TimeSpan LogDrainTime = TimeSpan.FromSeconds(2);

    /// <summary>Open connections of each port.</summary>
    public const int MaxConnections = 10_000;

    /// <summary>Bytes of one request that are taken from the network before they are read: what is not read yet must not fill the memory.</summary>
    public const int MaxUnreadBytes = 128 * 1024;
}
