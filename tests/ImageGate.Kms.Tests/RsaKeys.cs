using System.Security.Cryptography;

namespace ImageGate.Kms.Tests;

/// <summary>RSA public keys without the seconds that it takes to find primes: nobody signs with them.</summary>
internal static class RsaKeys
{
    public static RSA Create(int bits)
    {
        byte[] modulus = RandomNumberGenerator.GetBytes(bits / 8);
        modulus[0] |= 0x80;
        modulus[^1] |= 1;
        return RSA.Create(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] });
    }

    public static string Pem(int bits)
    {
        using RSA key = Create(bits);
        return key.ExportSubjectPublicKeyInfoPem();
    }
}
