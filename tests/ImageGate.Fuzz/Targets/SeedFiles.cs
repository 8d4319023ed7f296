using System.Text;

namespace ImageGate.Fuzz.Targets;

/// <summary>Good inputs that lie in files: fixtures, examples and, where <c>SIGSTORE_VECTORS</c> names a folder, the vectors.</summary>
internal static class SeedFiles
{
    private const int MaxBytes = 64 * 1024;
    private const int MostVectors = 30;

    private static readonly Lazy<IReadOnlyList<byte[]>> Vectors = new(ReadVectors);

    /// <summary>Every file below tests/fixtures whose name is as given.</summary>
    public static IReadOnlyList<byte[]> Fixtures(string folder, string pattern) => Read(Testing.Fixtures.PathOf(folder), pattern);

    /// <summary>The policies of deploy/examples.</summary>
    public static IReadOnlyList<byte[]> Examples(string pattern) => Read(Path.Combine(Testing.Fixtures.RepositoryRoot, "deploy", "examples"), pattern);

    /// <summary>The files of the public-good instance that the product holds.</summary>
    public static byte[] PublicGood(string name) => File.ReadAllBytes(
        Path.Combine(Testing.Fixtures.RepositoryRoot, "src", "ImageGate.Sigstore", "Tuf", "Seeds", "public-good", name));

    /// <summary>Some of the vectors that hold a text.</summary>
    public static IEnumerable<byte[]> VectorsWith(string text)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        return Vectors.Value.Where(file => file.AsSpan().IndexOf(wanted) >= 0).Take(MostVectors);
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static IReadOnlyList<byte[]> ReadVectors() =>
        Environment.GetEnvironmentVariable("SIGSTORE_VECTORS") is { Length: > 0 } folder ? Read(folder, "*.json") : [];

    // By name, so that a seed's number means the same input everywhere.
    private static IReadOnlyList<byte[]> Read(string folder, string pattern) =>
        [.. Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => new FileInfo(path).Length <= MaxBytes).Select(File.ReadAllBytes)];
}
