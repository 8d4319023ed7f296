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
}
