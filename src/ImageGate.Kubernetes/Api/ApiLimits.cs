namespace ImageGate.Kubernetes.Api;

/// <summary>The bounds of what the API server sends and of how it is asked. Over a bound is a failure: nothing is cut off and used.</summary>
internal static class ApiLimits
{
    /// <summary>Bytes of one object, and of one line of a watch. etcd keeps at most 1.5 MiB an object; base64 and managedFields come on top.</summary>
    public const int MaxObjectBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of one page of a list.</summary>
    public const int MaxPageBytes = 32 * 1024 * 1024;

    /// <summary>Bytes of the answer that explains a refusal. A Status has some hundred.</summary>
    public const int MaxStatusBytes = 64 * 1024;

    /// <summary>Levels of an answer. managedFields reach about 25.</summary>
    public const int MaxDepth = 64;

    /// <summary>Kibibytes of the headers of an answer.</summary>
    public const int MaxHeaderKibibytes = 32;

    /// <summary>Characters of a server's message that are passed on.</summary>
    public const int MaxMessageCharacters = 512;

    /// <summary>Objects of one page. Source: client-go, tools/pager: its page size.</summary>
    public const int PageSize = 500;

    /// <summary>Pages of one list: a server that always says "more" is not followed for ever.</summary>
    public const int MaxPages = 1_000;

    /// <summary>Objects that one watcher keeps: ten times the largest use.</summary>
    public const int MaxWatchedObjects = 50_000;

    /// <summary>Repetitions of one idempotent call.</summary>
    public const int MaxRetries = 3;

    /// <summary>Bytes of a service account's token. Real ones have about 1 KiB.</summary>
    public const int MaxTokenBytes = 16 * 1024;

    /// <summary>Bytes of a CA file.</summary>
    public const int MaxCaBytes = 1024 * 1024;

    /// <summary>Bytes of a kubeconfig.</summary>
    public const int MaxKubeconfigBytes = 1024 * 1024;

    /// <summary>How long a connection is used for new calls: a server that goes away behind a load balancer is left.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long a connection may be silent before it is probed, and how long a probe may take. Source: client-go, HTTP2_READ_IDLE_TIMEOUT_SECONDS and HTTP2_PING_TIMEOUT_SECONDS.</summary>
    public static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);

    /// <summary>See <see cref="PingDelay"/>.</summary>
    public static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    /// <summary>How long a token or CA file that was read counts as unchanged. Source: client-go, transport/token_source.go.</summary>
    public static readonly TimeSpan FileAge = TimeSpan.FromMinutes(1);

    /// <summary>First wait before a repetition; doubles each time.</summary>
    public static readonly TimeSpan RetryWait = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait that the server may ask for inside of one call; a longer one is the caller's to keep.</summary>
    public static readonly TimeSpan MaxRetryWait = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait that the server may ask for at all.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>Shortest time after which the server is asked to end a watch; the longest is twice that. Source: client-go, reflector.go: 5 to 10 minutes.</summary>
    public static readonly TimeSpan WatchTime = TimeSpan.FromMinutes(5);

    /// <summary>Longest silence of a watch before it is resumed on another request. Bookmarks come about once a minute.</summary>
    public static readonly TimeSpan WatchSilence = TimeSpan.FromMinutes(2);

    /// <summary>First wait before a list or watch that failed is tried again; doubles up to <see cref="MaxWatchBackOff"/>, with as much again at random. Source: client-go, reflector.go.</summary>
    public static readonly TimeSpan WatchBackOff = TimeSpan.FromMilliseconds(800);

    /// <summary>See <see cref="WatchBackOff"/>.</summary>
    public static readonly TimeSpan MaxWatchBackOff = TimeSpan.FromSeconds(30);

    /// <summary>Longest time that giving a lease back may take at the end.</summary>
    public static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(3);
}
