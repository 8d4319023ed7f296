namespace ImageGate.Load;

/// <summary>An image of the corpus.</summary>
/// <param name="Text">Its name with tag.</param>
/// <param name="Digest">What the tag names.</param>
/// <param name="IsSigned">Whether it is to be admitted.</param>
/// <param name="IsIll">Whether it is in the registry that scenarios make ill.</param>
internal sealed record LoadImage(string Text, string Digest, bool IsSigned, bool IsIll)
{
    /// <summary>The name with its digest: what a verified text is pinned to.</summary>
    public string Pinned => $"{Text}@{Digest}";
}
