namespace ImageGate.Sigstore.Tuf;

/// <summary>Where a TUF repository is read from. The host implements it over HTTP; nothing it returns is believed.</summary>
public interface ITufMirror
{
    /// <summary>Reads one file of the repository.</summary>
    /// <param name="path">
    /// Below the repository's address, with <c>/</c> between its parts and not escaped: <c>15.root.json</c>,
    /// <c>timestamp.json</c>, <c>targets/&lt;hash&gt;.trusted_root.json</c>.
    /// </param>
    /// <param name="maxBytes">Most bytes to read; a longer file is <see cref="TufDownload.TooLong"/>, and the rest is left unread.</param>
    /// <param name="cancellationToken">The deadline of the whole refresh: against a mirror that answers ever so slowly.</param>
    /// <returns>The bytes, or why there are none. A failing network is a value, not an exception.</returns>
    Task<TufDownload> FetchAsync(string path, int maxBytes, CancellationToken cancellationToken);
}
