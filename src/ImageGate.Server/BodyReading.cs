namespace ImageGate.Server;

/// <summary>What came of reading a body.</summary>
internal enum BodyReading
{
    /// <summary>There is no memory for it now.</summary>
    NoMemory,

    /// <summary>It is over its bound.</summary>
    TooLarge,

    /// <summary>It is there.</summary>
    Complete,
}
