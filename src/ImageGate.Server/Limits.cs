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

    /// <summary>Series of one metric: policies, receivers and keys that come and go must not fill the memory.</summary>
    public const int MaxSeries = 2_000;

    /// <summary>Images of one request that are logged one by one.</summary>
    public const int MaxLoggedImages = 100;

    /// <summary>Different denials that are remembered, to tell their repetitions; about 1 MiB.</summary>
    public const int MaxKnownRepetitions = 4_096;

    /// <summary>How long a repetition is counted before it is told.</summary>
    public static readonly TimeSpan RepetitionTime = TimeSpan.FromMinutes(1);

    /// <summary>Events that wait for the API server.</summary>
    public const int MaxQueuedEvents = 256;

    /// <summary>Events a minute that the API server is sent by one replica. Source: client-go, tools/record: 25 at once and one in 5 minutes for each object.</summary>
    public const int MaxEventsPerMinute = 60;

    /// <summary>Events whose repetitions are counted in the object that is there.</summary>
    public const int MaxKnownEvents = 1_024;

    /// <summary>How long nothing is sent to a namespace that does not allow it.</summary>
    public static readonly TimeSpan ForbiddenTime = TimeSpan.FromMinutes(5);

    /// <summary>Characters of an Event's message. Source: kubernetes, pkg/apis/core/validation/events.go: 1,024 bytes.</summary>
    public const int MaxEventMessageBytes = 1_024;

    /// <summary>How often the settings file is looked at.</summary>
    public static readonly TimeSpan SettingsPoll = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of all headers of one request. The API server's have about 500.</summary>
    public const int MaxHeaderBytes = 16 * 1024;

    /// <summary>Bytes of one connection that are taken from the network before they are read: what is not read yet must not fill the memory.</summary>
    public const int MaxUnreadBytes = 32 * 1024;

    /// <summary>
    /// Time for the TLS handshake of a connection, and time for the headers of a request from their first byte: as long as an
    /// API server waits for an answer by default. On processors that are overrun, half of that ended handshakes of the good.
    /// </summary>
    public static readonly TimeSpan OpeningTime = TimeSpan.FromSeconds(10);

    /// <summary>How slow a body may come and an answer be taken, in bytes a second after <see cref="OpeningTime"/>. Above that a request's deadline ends it.</summary>
    public const int MinRate = 240;
}
