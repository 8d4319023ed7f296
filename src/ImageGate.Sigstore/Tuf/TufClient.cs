namespace ImageGate.Sigstore.Tuf;

/// <summary>
/// Reads a target file from a TUF repository so that neither the mirror, nor the network, nor fewer keys than a threshold can
/// slip in another, an older or a mixed one. Pure: the mirror, the memory and the time come in.
/// </summary>
/// <remarks>Source: TUF specification 1.0.34, 5 (detailed client workflow).</remarks>
public static class TufClient
{
    /// <summary>Brings the metadata up to date and reads one target file.</summary>
    /// <param name="state">What the last refresh left, or a seed. It is not changed.</param>
    /// <param name="mirror">Where to read from.</param>
    /// <param name="target">The file's name in the targets metadata: <c>trusted_root.json</c>; at most <see cref="Limits.MaxTufTargetBytes"/>.</param>
    /// <param name="now">The start of the refresh: the one time that every expiry is compared with (5.1).</param>
    /// <param name="cancellationToken">The deadline of the whole refresh; after it an <see cref="OperationCanceledException"/>, as from the mirror.</param>
    /// <returns>The new state and the file, or the check that refused.</returns>
    public static Task<TufResult> RefreshAsync(
        TufState state, ITufMirror mirror, string target, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(mirror);
        ArgumentException.ThrowIfNullOrEmpty(target);
        return new TufRefresh(state, mirror, target, now).RunAsync(cancellationToken);
    }
}
