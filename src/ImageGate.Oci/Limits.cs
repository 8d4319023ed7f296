namespace ImageGate.Oci;

/// <summary>The bounds of everything a registry can send. Over a bound means refused, never cut off and used.</summary>
public static class Limits
{
    /// <summary>Bytes of a manifest or an index. Source: OCI distribution-spec v1.1, "Pushing manifests": at least 4 MiB must be taken, and clients should not rely on more.</summary>
    public const int MaxManifestBytes = 4 * 1024 * 1024;

    /// <summary>Depth of manifest JSON. Source: OCI image-spec v1.1: the deepest known member is <c>manifests[].platform["os.features"][]</c>, 5.</summary>
    public const int MaxManifestDepth = 32;

    /// <summary>Bytes of all simple-signing payloads of one image and one source together. Real ones have about 250 bytes each.</summary>
    public const int MaxPayloadBytesPerImage = 4 * 1024 * 1024;

    /// <summary>Bytes of all bundles, and of all stored attestations, of one image together; the smallest are read first. Signatures have 1 to 10 KB.</summary>
    public const int MaxBundleBytesPerImage = 32 * 1024 * 1024;

    /// <summary>Bytes of a referrer's manifest. A bundle's has 900 bytes, one with a thousand cosign 2 signatures 350,000.</summary>
    public const int MaxReferrerManifestBytes = 1024 * 1024;

    /// <summary>Referrers of one image that may be listed, over all pages.</summary>
    public const int MaxReferrers = 1_000;

    /// <summary>Pages of one image's referrers.</summary>
    public const int MaxReferrerPages = 20;

    /// <summary>Referrers of one image whose manifest is read; those that are listed as signatures come first.</summary>
    public const int MaxSignatureReferrers = 64;

    /// <summary>Requests at the same time for the parts of one image's signatures in one source.</summary>
    public const int MaxPartsAtOnce = 8;

    /// <summary>Notes on one image's signatures; what is beyond is counted.</summary>
    public const int MaxNotes = 8;

    /// <summary>Bytes of an error's body that are looked at; the only body that is cut off, since it only explains.</summary>
    public const int MaxErrorBytes = 8 * 1024;

    /// <summary>Kibibytes of the headers of one response, the unit of <see cref="SocketsHttpHandler.MaxResponseHeadersLength"/>.</summary>
    public const int MaxHeaderKibibytes = 32;

    /// <summary>Redirects of one request. A blob of a registry has one, to its storage; registry.k8s.io adds one before it.</summary>
    public const int MaxRedirects = 3;

    /// <summary>Repetitions of a request that failed in passing.</summary>
    public const int MaxRetries = 2;

    /// <summary>The first wait before a repetition; it doubles, and up to half of it is taken off at random.</summary>
    public static readonly TimeSpan RetryWait = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest <c>Retry-After</c> that is waited for; a longer one is reported at once. Below an admission's deadline (10 s).</summary>
    public static readonly TimeSpan MaxRetryWait = TimeSpan.FromSeconds(5);

    /// <summary>The longest <c>Retry-After</c> that is passed on.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromDays(1);

    /// <summary>The share of the time for one response that opening the connection may take, name included: 2 of 3 seconds outlive one lost packet.</summary>
    public const double ConnectShare = 2.0 / 3;

    /// <summary>Requests that wait for one host. At 32 at once and 50 ms each, it is emptied in 2 s; more would only wait for their deadline.</summary>
    public const int MaxWaitingRequests = 1_024;

    /// <summary>Hosts that one registry sends us to (storage, token services) with requests under way.</summary>
    public const int MaxTargets = 32;

    /// <summary>Names looked up at once: each blocks a thread, by the fault of the platform. Twice, for configured registries and for others.</summary>
    public const int MaxNameLookups = 32;

    /// <summary>Names whose last addresses are kept.</summary>
    public const int MaxNamesKept = 256;

    /// <summary>How long a name is looked up that was found before, until its last addresses count.</summary>
    public static readonly TimeSpan NameLookupPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>Failures in a row that open a circuit, each <see cref="FailureSpacing"/> after the other at least: a second without an answer.</summary>
    public const int FailuresThatOpen = 5;

    /// <summary>The least time between two failures that count. Below, they are of the same moment.</summary>
    public static readonly TimeSpan FailureSpacing = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a circuit is open the first time; it doubles, and up to a quarter of it is taken off at random.</summary>
    public static readonly TimeSpan FirstOpenTime = TimeSpan.FromSeconds(2);

    /// <summary>The longest that a circuit is open: so long a host that is well again may go unnoticed.</summary>
    public static readonly TimeSpan MaxOpenTime = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a host is left alone because it wishes so; then one request asks.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    /// <summary>Circuits of one registry; those of single repositories make place first.</summary>
    public const int MaxCircuits = 1_000;

    /// <summary>How long a connection is kept, so that a changed address is noticed.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Hosts whose connections and tokens are kept; the one not used for longest makes place.</summary>
    public const int MaxConnections = 64;

    /// <summary>Challenges of one response.</summary>
    public const int MaxChallenges = 8;

    /// <summary>Parameters of one challenge.</summary>
    public const int MaxChallengeParameters = 16;

    /// <summary>Bytes of a token service's answer. Tokens of cloud registries reach 10 KiB.</summary>
    public const int MaxTokenAnswerBytes = 64 * 1024;

    /// <summary>Characters of a token; more would not fit into a server's request headers (32 KiB).</summary>
    public const int MaxTokenCharacters = 24 * 1024;

    /// <summary>Tokens kept for one host; the one that expires first makes place.</summary>
    public const int MaxTokens = 1_000;

    /// <summary>How long a token holds that does not say. Source: Docker registry token specification, <c>expires_in</c>.</summary>
    public static readonly TimeSpan DefaultTokenLifetime = TimeSpan.FromSeconds(60);

    /// <summary>The longest that a token is kept, whatever it says.</summary>
    public static readonly TimeSpan MaxTokenLifetime = TimeSpan.FromHours(1);

    /// <summary>A token is not used in the last seconds of its life: it has to arrive while it holds.</summary>
    public static readonly TimeSpan TokenMargin = TimeSpan.FromSeconds(10);
}
