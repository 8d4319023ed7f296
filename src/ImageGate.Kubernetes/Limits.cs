namespace ImageGate.Kubernetes;

/// <summary>The bounds of everything that the API server sends and of everything that it is sent. Over an incoming bound means refused.</summary>
public static class Limits
{
    /// <summary>
    /// Bytes of an AdmissionReview. etcd keeps at most 1.5 MiB an object, and an UPDATE carries two; the largest workloads
    /// that are seen in the field have some 100 KiB.
    /// </summary>
    public const int MaxReviewBytes = 4 * 1024 * 1024;

    /// <summary>Levels of an AdmissionReview. A CronJob's managedFields reach about 25.</summary>
    public const int MaxReviewDepth = 128;

    /// <summary>Image texts of one object. Real Pods have fewer than 50.</summary>
    public const int MaxImages = 1_000;

    /// <summary>Pull secrets of one Pod. Over it none is read: which of them count would be chance.</summary>
    public const int MaxPullSecrets = 32;

    /// <summary>Bytes of the credentials of one Secret. Source: a Kubernetes Secret holds at most 1 MiB.</summary>
    public const int MaxPullSecretBytes = 1024 * 1024;

    /// <summary>Pull secrets, and service accounts, that are kept for a moment.</summary>
    public const int MaxPullSecretsKept = 4_096;

    /// <summary>Bytes of all that are kept, as estimated.</summary>
    public const long MaxPullSecretBytesKept = 32L * 1024 * 1024;

    /// <summary>Reads of pull secrets that go on although nobody waits for them any more.</summary>
    public const int MaxPullSecretOrphans = 64;

    /// <summary>Reads of single namespaces that go on although nobody waits for them any more.</summary>
    public const int MaxNamespaceOrphans = 64;

    /// <summary>
    /// Images of Pods that are noted for a warm-up, each once for a namespace and its pull secrets: as many as answers are kept
    /// by default, and at most some 20 MiB.
    /// </summary>
    public const int MaxRunningImages = 20_000;

    /// <summary>Images that a warm-up asks about. At <see cref="WarmUpPace"/> that is four minutes: less than an answer is kept by default.</summary>
    public const int MaxWarmUpImages = 5_000;

    /// <summary>Images that a warm-up asks about at the same time: few, because others need the registries now.</summary>
    public const int MaxWarmUpImagesAtOnce = 4;

    /// <summary>Characters of <c>request.uid</c>, which is echoed. Real ones are UUIDs of 36.</summary>
    public const int MaxUidCharacters = 128;

    /// <summary>Characters of the message of a denial: as long as a terminal's page, for people.</summary>
    public const int MaxMessageCharacters = 8_192;

    /// <summary>Characters of one admission warning. Source: Kubernetes, "Dynamic Admission Control", Response: longer ones may be truncated.</summary>
    public const int MaxWarningCharacters = 256;

    /// <summary>Characters of all admission warnings. Source: as <see cref="MaxWarningCharacters"/>: over 4,096 they are ignored.</summary>
    public const int MaxWarningsCharacters = 4_096;

    /// <summary>Characters of the value of one audit annotation.</summary>
    public const int MaxAuditCharacters = 2_048;

    /// <summary>
    /// Seconds, most, that a client is asked to wait before it tries again. The API server's clients obey silently, ten
    /// times: a large number would hide the reason from people and stop controllers' workers for minutes. Source: client-go,
    /// rest/with_retry.go.
    /// </summary>
    public const int MaxRetryAfterSeconds = 2;

    /// <summary>
    /// How long the labels of namespaces count after the API server was last heard of. A watch that is well says something
    /// every minute or two; one that is broken must not go on for ever with what was.
    /// </summary>
    public static readonly TimeSpan NamespaceLabelAge = TimeSpan.FromMinutes(5);

    /// <summary>How long one request waits for the labels of a namespace that is not in memory.</summary>
    public static readonly TimeSpan NamespaceWait = TimeSpan.FromSeconds(2);

    /// <summary>How long one read of a namespace may take for those who come later.</summary>
    public static readonly TimeSpan NamespaceCallTime = TimeSpan.FromSeconds(5);

    /// <summary>Time between two images that a warm-up asks about: twenty a second for each replica.</summary>
    public static readonly TimeSpan WarmUpPace = TimeSpan.FromMilliseconds(50);

    /// <summary>How long one request waits for its pull secrets, all together: a slow API server costs a public image no more of its deadline.</summary>
    public static readonly TimeSpan PullSecretWait = TimeSpan.FromSeconds(1);

    /// <summary>How long one read of a Secret may take for those who come later.</summary>
    public static readonly TimeSpan PullSecretCallTime = TimeSpan.FromSeconds(5);

    /// <summary>How long a Secret that was read counts: so long a changed one is not noticed.</summary>
    public static readonly TimeSpan PullSecretAge = TimeSpan.FromSeconds(30);

    /// <summary>How long it counts that a Secret could not be read, or is not there.</summary>
    public static readonly TimeSpan PullSecretFaultAge = TimeSpan.FromSeconds(5);
}
