namespace ImageGate.Sigstore;

/// <summary>Whether a signature must stand in a transparency log.</summary>
public enum TransparencyLog
{
    /// <summary>A verified entry is demanded.</summary>
    Required,

    /// <summary>No entry is demanded, and one that is there is not looked at.</summary>
    NotRequired,
}
