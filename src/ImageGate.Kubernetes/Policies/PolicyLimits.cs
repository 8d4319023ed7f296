namespace ImageGate.Kubernetes.Policies;

/// <summary>The bounds of policy documents. Over a bound is a load error: nothing is cut off and used.</summary>
internal static class PolicyLimits
{
    /// <summary>Hosts in <c>tokenRealms</c> of one <c>RegistryAccess</c>. A registry has one token service.</summary>
    public const int MaxTokenRealms = 8;

    /// <summary>Policy files of one directory.</summary>
    public const int MaxFiles = 256;

    /// <summary>Entries of one directory that are looked at, whatever their names.</summary>
    public const int MaxDirectoryEntries = 4_096;

    /// <summary>Bytes of one policy file. Source: a Kubernetes ConfigMap holds at most 1 MiB.</summary>
    public const int MaxFileBytes = 1024 * 1024;

    /// <summary>Bytes of all policy files together: four full ConfigMaps in a projected volume.</summary>
    public const int MaxTotalBytes = 4 * MaxFileBytes;

    /// <summary>Bytes of a file that a policy names. Source: a Kubernetes Secret holds at most 1 MiB.</summary>
    public const int MaxReferencedBytes = 1024 * 1024;

    /// <summary>Files that policies name.</summary>
    public const int MaxReferencedFiles = 256;

    /// <summary>Keys that policies name and that are kept elsewhere; each is followed by a request of its own.</summary>
    public const int MaxFollowedKeys = 128;

    /// <summary>Mappings, lists and values of one file.</summary>
    public const int MaxNodes = 20_000;

    /// <summary>Mappings and lists inside each other. The deepest field of the language has nine.</summary>
    public const int MaxDepth = 24;

    /// <summary>Entries of one list or of one mapping whose names are free.</summary>
    public const int MaxEntries = 1_024;

    /// <summary>Characters of a field's or an annotation's name.</summary>
    public const int MaxFieldNameCharacters = 256;

    /// <summary>Characters of a name. Source: RFC 1123 sub-domain as in Kubernetes' object names.</summary>
    public const int MaxNameCharacters = 253;

    /// <summary>Characters of a message, a reason or an annotation's value.</summary>
    public const int MaxMessageCharacters = 1_024;

    /// <summary>Characters of a file's path. Source: PATH_MAX of Linux.</summary>
    public const int MaxPathCharacters = 4_096;

    /// <summary>Characters of a URL. Source: what browsers and proxies take at least.</summary>
    public const int MaxUrlCharacters = 2_048;

    /// <summary>Characters of PEM text; a key signer's is bounded further, to 64 KiB, by <c>ImageGate.Sigstore</c>.</summary>
    public const int MaxPemCharacters = 1024 * 1024;

    /// <summary>Certificates of one <c>caBundle</c>. Public root stores have about 150.</summary>
    public const int MaxCertificates = 512;

    /// <summary>Signers of one policy; each multiplies the work for one image.</summary>
    public const int MaxSigners = 64;

    /// <summary>Attestations of one policy; each multiplies the work for one image.</summary>
    public const int MaxAttestations = 16;

    /// <summary>The longest length of time that can be written: a hundred years.</summary>
    public const long MaxDurationSeconds = 36_500L * 24 * 60 * 60;

    /// <summary>Requests to one host at the same time that a policy may ask for.</summary>
    public const int MaxConcurrency = 1_000;

    /// <summary>Errors that are reported; the rest is counted.</summary>
    public const int MaxErrors = 200;

    /// <summary>Depth of a docker config's JSON. Real ones have four levels.</summary>
    public const int MaxDockerConfigDepth = 16;

    /// <summary>Entries of a docker config's <c>auths</c>.</summary>
    public const int MaxDockerConfigEntries = 1_024;

    /// <summary>Readings of a directory that keeps changing.</summary>
    public const int MaxDirectoryReadings = 5;
}
