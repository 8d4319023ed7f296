using ImageGate.Sigstore;

namespace ImageGate.Core.Images;

/// <summary>An image text with a digest that was verified. Only <see cref="ImageReference.Pin"/> can make one.</summary>
public sealed class PinnedImage
{
    internal PinnedImage(string text, Digest digest)
    {
        Text = text;
        Digest = digest;
    }

    /// <summary>What to write into the object: the user's spelling with <c>@sha256:…</c>.</summary>
    public string Text { get; }

    /// <summary>The digest in <see cref="Text"/>.</summary>
    public Digest Digest { get; }

    /// <summary>What to write.</summary>
    public override string ToString() => Text;
}
