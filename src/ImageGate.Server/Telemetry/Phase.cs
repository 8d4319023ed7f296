namespace ImageGate.Server.Telemetry;

/// <summary>What takes time in a decision.</summary>
internal enum Phase
{
    /// <summary>Asking a registry which digest a tag names.</summary>
    Resolve,

    /// <summary>Reading signatures from one place of a registry.</summary>
    Fetch,

    /// <summary>Verifying what was read.</summary>
    Verify,

    /// <summary>Asking a KMS for a key. Done in the background, never in a request.</summary>
    Key,
}
