namespace ImageGate.Sigstore.Signatures;

/// <summary>The versions of the bundle's format: each demands more than the one before.</summary>
internal enum BundleVersion
{
    /// <summary>Every log entry has a promise.</summary>
    V01,

    /// <summary>Every log entry has a proof with a checkpoint.</summary>
    V02,

    /// <summary>As 0.2, and one certificate instead of a chain.</summary>
    V03,
}
