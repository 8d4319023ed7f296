namespace ImageGate.Core.Policies;

/// <summary>What happens to an image that no policy speaks of.</summary>
public enum UnmatchedImages
{
    /// <summary>It is denied.</summary>
    Deny,

    /// <summary>It is admitted with an admission warning.</summary>
    Warn,

    /// <summary>It is admitted silently.</summary>
    Allow,
}
