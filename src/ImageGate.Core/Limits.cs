namespace ImageGate.Core;

/// <summary>The bounds of the domain. Over a bound means refused, never cut off and used.</summary>
public static class Limits
{
    /// <summary>Characters of an image reference. Source: distribution/reference, NameTotalLengthMax (255), a tag (128) and a digest (71) with their separators.</summary>
    public const int MaxReferenceCharacters = 255 + 1 + 128 + 1 + 71;

    /// <summary>Characters of <c>registry/repository</c>. Source: distribution/reference, NameTotalLengthMax.</summary>
    public const int MaxNameCharacters = 255;

    /// <summary>Characters of an image or namespace pattern.</summary>
    public const int MaxPatternCharacters = 512;

    /// <summary>Credentials that are tried in turn for one repository; the kubelet tries all that match.</summary>
    public const int MaxLogins = 8;

    /// <summary>Images of one request that are resolved and verified at the same time.</summary>
    public const int MaxImagesAtOnce = 16;

    /// <summary>
    /// Inspections and resolutions that go on although nobody waits for them any more. They warm the cache for the caller who
    /// comes back; more are broken off.
    /// </summary>
    public const int MaxOrphans = 256;

    /// <summary>How long one resolution or inspection may take, whoever waits for it. The API server waits 30 seconds at most.</summary>
    public static readonly TimeSpan WorkTime = TimeSpan.FromSeconds(30);

    /// <summary>How long the likely source of signatures may take before the others are asked as well.</summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(100);
}
