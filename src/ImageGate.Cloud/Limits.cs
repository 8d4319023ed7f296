namespace ImageGate.Cloud;

/// <summary>The bounds of what services of clouds may do.</summary>
public static class Limits
{
    /// <summary>Bytes of one answer. The longest that is wanted, a hundred versions of a key of Google's, has 60 KB.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>Bytes of a file with a token. A service account's has 1 to 2 KB.</summary>
    public const int MaxTokenBytes = 16 * 1024;

    /// <summary>Characters of a password or token for a registry, which has to fit into a header. Amazon's have 2,000 to 4,000.</summary>
    public const int MaxSecretCharacters = 16 * 1024;

    /// <summary>Logins that are kept. Only registries that a RegistryAccess names have any; the one that ends first makes place.</summary>
    public const int MaxLogins = 256;

    /// <summary>Time for one login in the background: a credential, and what it is exchanged for.</summary>
    public static readonly TimeSpan LoginTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Time for a connection to be made.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A login is not used in the last part of its life: it has to arrive, and to be exchanged, while it holds.</summary>
    public static readonly TimeSpan LoginMargin = TimeSpan.FromMinutes(1);

    /// <summary>A login is renewed after this time although it holds for longer (Amazon's for 12 hours): the identity behind it may have changed.</summary>
    public static readonly TimeSpan RenewAfter = TimeSpan.FromHours(1);

    /// <summary>How long nobody is asked after a failure: admissions must not hammer who gives credentials.</summary>
    public static readonly TimeSpan RetryWait = TimeSpan.FromSeconds(10);
}
