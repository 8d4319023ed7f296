namespace ImageGate.Sigstore.Tests;

/// <summary>Vectors of other projects, in the folder that <c>SIGSTORE_VECTORS</c> names; a test that needs one is skipped without it.</summary>
internal static class VectorFolder
{
    public static byte[] Read(params string[] parts) => File.ReadAllBytes(PathOf(parts));

    public static string PathOf(params string[] parts)
    {
        string? folder = Environment.GetEnvironmentVariable("SIGSTORE_VECTORS");
        Skip.If(string.IsNullOrEmpty(folder), "SIGSTORE_VECTORS names no folder");
        return Path.Combine([folder, .. parts]);
    }
}
