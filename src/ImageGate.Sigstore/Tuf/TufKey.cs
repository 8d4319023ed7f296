using System.Buffers;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tuf;

/// <summary>Reads a key of a TUF root.</summary>
/// <remarks>
/// Source: TUF specification 1.0.34, 4.2 (KEYTYPE, SCHEME). The keytype <c>ecdsa-sha2-nistp256</c> is from before 1.0.30;
/// the public-good instance's roots 1 to 8 have it, and 1 to 4 have the point in hex instead of PEM.
/// </remarks>
internal static class TufKey
{
    private const int P256PointBytes = 65;
    private const int Ed25519Bytes = 32;

    private static readonly byte[] P256Prefix = Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    private static readonly byte[] Ed25519Prefix = Convert.FromHexString("302a300506032b6570032100");

    /// <summary>The key, or null when its type, scheme or value is not supported: then it can sign nothing.</summary>
    /// <exception cref="InvalidDataException">The key has not the form of one.</exception>
    public static PublicKey? Read(JsonPart part) => (part.Text("keytype"), part.Text("scheme")) switch
    {
        // The key id is never computed from the key: the real roots' ids are hashes of forms that the keys no longer have.
        ("ecdsa" or "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => ReadP256(Value(part)),
        ("ed25519", "ed25519") => ReadPoint(Value(part), Ed25519Prefix, Ed25519Bytes),
        ("rsa", "rsassa-pss-sha256") => ReadPem(Value(part), KeyScheme.RsaPss),
        _ => null,
    };

    private static string Value(JsonPart part) => part.Object("keyval").Text("public");

    private static PublicKey? ReadP256(string value)
    {
        PublicKey? key = value.StartsWith('-') ? ReadPem(value, KeyScheme.Usual) : ReadPoint(value, P256Prefix, P256PointBytes);
        return key?.Algorithm == "ECDSA P-256" ? key : null;
    }

    private static PublicKey? ReadPem(string pem, KeyScheme scheme) =>
        PublicKeyPem.TryParse(pem, KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out _) && keys.Count == 1
            ? Import(keys[0].SubjectPublicKeyInfo.Span, scheme)
            : null;

    private static PublicKey? ReadPoint(string hex, ReadOnlySpan<byte> prefix, int length)
    {
        byte[] point = new byte[length];
        return hex.Length == 2 * length && Convert.FromHexString(hex, point, out _, out _) == OperationStatus.Done
            ? Import([.. prefix, .. point], KeyScheme.Usual)
            : null;
    }

    // The default hash is the right one for all three: SHA-256 for P-256 and RSA, and Ed25519 hashes by itself.
    private static PublicKey? Import(ReadOnlySpan<byte> subjectPublicKeyInfo, KeyScheme scheme) =>
        PublicKey.TryImport(subjectPublicKeyInfo, scheme, KeyHash.Default, out PublicKey? key, out _) ? key : null;
}
