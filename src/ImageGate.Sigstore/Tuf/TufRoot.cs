using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Sigstore.Tuf;

/// <summary>A <c>root.json</c> that can be started from.</summary>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Expires">From then on no refresh succeeds before the repository has a newer root.</param>
public sealed record TufRoot(long Version, DateTimeOffset Expires)
{
    /// <summary>Reads a root. Whoever names it believes it, but it must be well-formed and signed by its own keys: else no refresh could succeed.</summary>
    /// <param name="json">The file, at most <see cref="Limits.MaxTufRootBytes"/>.</param>
    /// <param name="root">The root, or null.</param>
    /// <param name="error">Why there is none, for people, one line.</param>
    /// <remarks>Source: TUF specification 1.0.34, 5.2. That it is expired is no fault: a newer one may follow (5.3.10).</remarks>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out TufRoot? root, [NotNullWhen(false)] out string? error)
    {
        root = null;
        if (json.Length > Limits.MaxTufRootBytes)
        {
            error = $"the root metadata is over {Limits.MaxTufRootBytes} bytes";
            return false;
        }

        root = RootMetadata.TryLoad(json, out RootMetadata? metadata, out TufProblem? problem) ? new TufRoot(metadata.Version, metadata.Expires) : null;
        error = problem?.Detail;
        return root is not null;
    }
}
