using System.Security.Cryptography;
using System.Text;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Log;

/// <summary>A key that signs notes, and how its signature lines are found.</summary>
/// <param name="Name">The name that the line must carry, or null: any, the id decides.</param>
/// <param name="Id">The four bytes in front of the signature.</param>
/// <param name="Key">The key.</param>
internal sealed record NoteKey(string? Name, ReadOnlyMemory<byte> Id, PublicKey Key)
{
    public const int IdBytes = 4;

    private const byte Ed25519Type = 0x01;
    private const byte OtherType = 0xFF;
    private const byte NewLine = 0x0A;

    /// <summary>The key id by the key's algorithm.</summary>
    /// <remarks>Source: C2SP, signed-note.md, "Signature types"; for RSA sigstore-go, which names its type <c>PKIX-RSA-PKCS#1v1.5</c>.</remarks>
    public static byte[] IdOf(string name, PublicKey key)
    {
        const int Ed25519Bytes = 32;
        ReadOnlySpan<byte> subjectPublicKeyInfo = key.SubjectPublicKeyInfo.Span;
        byte[] prefix = [.. Encoding.UTF8.GetBytes(name), NewLine];
        byte[] hashed = key.Algorithm switch
        {
            "Ed25519" => [.. prefix, Ed25519Type, .. subjectPublicKeyInfo[^Ed25519Bytes..]],
            _ when key.Algorithm.StartsWith("RSA", StringComparison.Ordinal) =>
                [.. prefix, OtherType, .. "PKIX-RSA-PKCS#1v1.5"u8, .. subjectPublicKeyInfo],
            _ => subjectPublicKeyInfo.ToArray(),
        };
        return SHA256.HashData(hashed)[..IdBytes];
    }
}
