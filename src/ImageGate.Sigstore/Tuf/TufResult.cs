namespace ImageGate.Sigstore.Tuf;

/// <summary>What a refresh came to.</summary>
public abstract record TufResult
{
    private TufResult()
    {
    }

    /// <summary>Every check passed.</summary>
    /// <param name="State">To be kept for the next refresh.</param>
    /// <param name="Target">The bytes of the wanted target file, as the repository's keys signed them.</param>
    public sealed record Updated(TufState State, ReadOnlyMemory<byte> Target) : TufResult;

    /// <summary>A check refused, or the mirror could not be read. The last good target file stays in use.</summary>
    /// <param name="Failure">The check.</param>
    /// <param name="Detail">The same for people, one line, without text that the repository chose.</param>
    /// <param name="State">
    /// To be kept for the next refresh: what was given, with the metadata that was verified before the refusal. Its target
    /// files are always those that were given. To forget this progress would let a mirror show an older timestamp again.
    /// </param>
    public sealed record Failed(TufFailure Failure, string Detail, TufState State) : TufResult;
}
