using System.Buffers.Text;
using System.Security.Cryptography;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Kms.Azure;

/// <summary>A vault's JSON web key as a public key.</summary>
/// <remarks>Source: RFC 7518, 6.2 and 6.3; Azure, "About keys": types with <c>-HSM</c> at the end are the same keys in hardware.</remarks>
internal static class AzureWebKey
{
    /// <summary>The key as PEM, what it is, and the hash when the type has only one; null when it is none that is wanted, or broken.</summary>
    public static (string Pem, string Algorithm, KeyHash? Hash)? Read(AzureJsonWebKey key)
    {
        try
        {
            return (key.Kty, key.Crv) switch
            {
                ("EC" or "EC-HSM", "P-256") => (Ec(key, ECCurve.NamedCurves.nistP256, 32), "ECDSA P-256", KeyHash.Sha256),
                ("EC" or "EC-HSM", "P-384") => (Ec(key, ECCurve.NamedCurves.nistP384, 48), "ECDSA P-384", KeyHash.Sha384),
                ("EC" or "EC-HSM", "P-521") => (Ec(key, ECCurve.NamedCurves.nistP521, 66), "ECDSA P-521", KeyHash.Sha512),
                ("RSA" or "RSA-HSM", _) => Rsa(key),
                _ => null,
            };
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the key is of a type that is wanted.</summary>
    public static bool IsWanted(AzureJsonWebKey key) =>
        key is { Kty: "EC" or "EC-HSM", Crv: "P-256" or "P-384" or "P-521" } or { Kty: "RSA" or "RSA-HSM" };

    private static string Ec(AzureJsonWebKey key, ECCurve curve, int bytes)
    {
        (byte[] x, byte[] y) = (Decode(key.X), Decode(key.Y));
        if (x.Length != bytes || y.Length != bytes)
        {
            throw new FormatException("a coordinate has another length than the curve's");
        }

        using var ec = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } });
        return ec.ExportSubjectPublicKeyInfoPem();
    }

    // The vault leaves the hash to who signs.
    private static (string Pem, string Algorithm, KeyHash? Hash) Rsa(AzureJsonWebKey key)
    {
        using var rsa = RSA.Create(new RSAParameters { Modulus = Decode(key.N), Exponent = Decode(key.E) });
        return (rsa.ExportSubjectPublicKeyInfoPem(), $"RSA {rsa.KeySize}", null);
    }

    private static byte[] Decode(string? text) => Base64Url.DecodeFromChars(text ?? throw new FormatException("a part is missing"));
}
