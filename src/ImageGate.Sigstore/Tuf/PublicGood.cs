namespace ImageGate.Sigstore.Tuf;

/// <summary>The Sigstore instance that everybody may use (<c>sigstore.dev</c>), as this build knows it.</summary>
/// <remarks>
/// The root may be older than the repository's: a refresh walks from it to the newest one, and only that may not be expired.
/// Source of the two files: see <c>Tuf/Seeds/README.md</c>.
/// </remarks>
public static class PublicGood
{
    private const string Folder = "ImageGate.Sigstore.Tuf.Seeds.public-good.";

    /// <summary>The repository's address, its root and a trusted root.</summary>
    public static TufSeed Seed { get; } = new(new Uri("https://tuf-repo-cdn.sigstore.dev/"), Read("root.json"), Read(TufSeed.TrustedRootName));

    private static byte[] Read(string name)
    {
        using Stream stream = typeof(PublicGood).Assembly.GetManifestResourceStream(Folder + name)
            ?? throw new InvalidOperationException($"the build left out {name}");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
