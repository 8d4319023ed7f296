using ImageGate.Sigstore.Keys;

namespace ImageGate.Conformance;

internal static class Files
{
    public static Sigstore.Trust.TrustedRoot TrustedRoot(string file) => TrustedRoot(File.ReadAllBytes(file), file);

    /// <param name="json">The trusted root.</param>
    /// <param name="place">Where it is from, for people.</param>
    public static Sigstore.Trust.TrustedRoot TrustedRoot(ReadOnlyMemory<byte> json, string place) =>
        Sigstore.Trust.TrustedRoot.TryParse(json, out Sigstore.Trust.TrustedRoot? root, out string? error)
            ? root
            : throw new InvalidDataException($"{place}: {error}");

    public static IReadOnlyList<PublicKey> Keys(string file) =>
        PublicKeyPem.TryParse(File.ReadAllText(file), KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out string? error)
            ? keys
            : throw new UnreadableKeyException(error);
}

/// <summary>The key of a case is none: one of the suite's cases means just that.</summary>
internal sealed class UnreadableKeyException(string message) : Exception(message);
