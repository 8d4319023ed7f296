namespace ImageGate.Kubernetes.Api.Watching;

/// <summary>What came of waiting for a line of a watch.</summary>
internal abstract record WatchLine
{
    private WatchLine()
    {
    }

    /// <summary>A line, without its end.</summary>
    public sealed record Text(ReadOnlyMemory<byte> Json) : WatchLine;

    /// <summary>The server ended the watch, or the connection broke.</summary>
    public sealed record End : WatchLine;

    /// <summary>Nothing came for too long.</summary>
    public sealed record Silence : WatchLine;

    /// <summary>A line is over <see cref="ApiLimits.MaxObjectBytes"/>.</summary>
    public sealed record TooLong : WatchLine;
}
