namespace ImageGate.Load;

/// <summary>How an answer compares with the expected one.</summary>
internal enum Verdict
{
    /// <summary>Another answer, or none.</summary>
    Wrong,

    /// <summary>The expected answer.</summary>
    Right,

    /// <summary>"Could not tell", where that is to be expected.</summary>
    Unavailable,
}
