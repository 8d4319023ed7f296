namespace ImageGate.Alerts;

/// <summary>An image of an alert.</summary>
public sealed record AlertImage
{
    /// <summary>Names an image.</summary>
    /// <param name="text">The text of the object.</param>
    /// <param name="repository">Its canonical name without tag and digest, by which repetitions are known; empty when it has none.</param>
    /// <param name="digest"><c>sha256:…</c>, or null when it was not resolved.</param>
    public AlertImage(string text, string repository, string? digest)
    {
        ArgumentNullException.ThrowIfNull(repository);
        Text = PlainText.Line(text, Limits.MaxImageCharacters);
        Repository = repository;
        Digest = digest;
    }

    /// <summary>The text: printable, at most <see cref="Limits.MaxImageCharacters"/>.</summary>
    public string Text { get; }

    /// <summary>Its canonical name without tag and digest; may be empty.</summary>
    public string Repository { get; }

    /// <summary><c>sha256:…</c>, or null when it was not resolved.</summary>
    public string? Digest { get; }
}
