using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace ImageGate.Sigstore;

/// <summary>The sha256 of some bytes: of an image manifest, an index, a blob or a key.</summary>
/// <remarks>
/// Only sha256: it is the one algorithm that every registry, container runtime and signer of the field uses for images.
/// Source: OCI image-spec v1.1, "Digests".
/// </remarks>
public sealed partial record Digest
{
    private const string Prefix = "sha256:";

    private Digest(string hex) => Hex = hex;

    /// <summary>64 lower-case hex digits, without <c>sha256:</c>.</summary>
    public string Hex { get; }

    /// <summary>Reads <c>sha256:</c> and 64 lower-case hex digits; everything else is refused.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Digest? digest)
    {
        ArgumentNullException.ThrowIfNull(text);
        digest = Pattern().IsMatch(text) ? new Digest(text[Prefix.Length..]) : null;
        return digest is not null;
    }

    /// <summary>As <see cref="TryParse"/>, for text that is known to be right.</summary>
    /// <exception cref="FormatException">The text is no sha256 digest.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out Digest? digest) ? digest : throw new FormatException($"not a sha256 digest: {text}");

    /// <summary>The digest of <paramref name="bytes"/>.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>The digest of everything that was appended to <paramref name="hash"/>.</summary>
    /// <exception cref="ArgumentException">The hash is not a SHA-256.</exception>
    public static Digest Of(IncrementalHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash.AlgorithmName == HashAlgorithmName.SHA256
            ? new(Convert.ToHexStringLower(hash.GetHashAndReset()))
            : throw new ArgumentException("a SHA-256 is needed", nameof(hash));
    }

    /// <summary><c>sha256:</c> and the hex digits.</summary>
    public override string ToString() => Prefix + Hex;

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex Pattern();
}
