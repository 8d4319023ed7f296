namespace ImageGate.Core.Policies;

/// <summary>What happens when a registry or key source did not answer.</summary>
public enum UnavailableAction
{
    /// <summary>The image is not admitted.</summary>
    Deny,

    /// <summary>The image is admitted with an admission warning.</summary>
    Warn,
}
