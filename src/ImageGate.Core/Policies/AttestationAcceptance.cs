namespace ImageGate.Core.Policies;

/// <summary>Which of several verified attestations must satisfy a demand.</summary>
public enum AttestationAcceptance
{
    /// <summary>Every one.</summary>
    All,

    /// <summary>One of them.</summary>
    Any,

    /// <summary>The one with the latest verified time; those without one do not count.</summary>
    Newest,
}
