namespace ImageGate.Core.Policies;

/// <summary>What happens when a registry did not answer, or something that signatures are verified with is not there.</summary>
public enum UnavailableAction
{
    /// <summary>The image is not admitted.</summary>
    Deny,

    /// <summary>The image is admitted with an admission warning.</summary>
    Warn,
}
