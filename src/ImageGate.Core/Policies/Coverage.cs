namespace ImageGate.Core.Policies;

/// <summary>Whether a policy speaks of an image where it would run.</summary>
public enum Coverage
{
    /// <summary>It speaks of the image if the namespace has certain labels, and those are not known.</summary>
    Undecided,

    /// <summary>It does.</summary>
    Covered,

    /// <summary>It does not.</summary>
    NotCovered,
}
