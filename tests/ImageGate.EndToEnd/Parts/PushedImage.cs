using ImageGate.Sigstore;

namespace ImageGate.EndToEnd.Parts;

/// <summary>An image in a registry.</summary>
/// <param name="Repository">Host, port and path.</param>
/// <param name="Tag">The tag that it was pushed with.</param>
/// <param name="Digest">What the tag named then.</param>
internal sealed record PushedImage(string Repository, string Tag, Digest Digest)
{
    /// <summary>As a user writes it.</summary>
    public string Text => $"{Repository}:{Tag}";

    /// <summary>As it is stored: the user's spelling, and the digest.</summary>
    public string Pinned => $"{Text}@{Digest}";

    /// <summary>Without the tag.</summary>
    public string ByDigest => $"{Repository}@{Digest}";

    /// <summary>Where cosign keeps its signatures.</summary>
    public string SignatureTag => $"{Repository}:sha256-{Digest.Hex}.sig";

    public override string ToString() => Pinned;
}
