namespace ImageGate.Sigstore.Tuf;

/// <summary>What a mirror answered.</summary>
public abstract record TufDownload
{
    private TufDownload()
    {
    }

    /// <summary>The file.</summary>
    /// <param name="Bytes">All of it, at most as many as were asked for.</param>
    public sealed record Found(ReadOnlyMemory<byte> Bytes) : TufDownload;

    /// <summary>
    /// The mirror says that there is no such file. Only for an answer that says so (HTTP 404 or 403): it ends the search
    /// for newer roots, so an error that is taken for one hides them.
    /// </summary>
    public sealed record NotFound : TufDownload;

    /// <summary>The file is longer than was asked for.</summary>
    public sealed record TooLong : TufDownload;

    /// <summary>Nobody knows whether there is such a file: no connection, a timeout, an error of the mirror.</summary>
    /// <param name="Detail">Why, for people, one line.</param>
    public sealed record Unavailable(string Detail) : TufDownload;
}
