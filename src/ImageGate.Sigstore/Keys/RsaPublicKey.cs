using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>RSASSA-PKCS1-v1_5. Source: RFC 8017, 8.2.</summary>
internal sealed class RsaPublicKey : PublicKey
{
    private static readonly byte[] Exponent65537 = [1, 0, 1];

    private readonly RSA _key;
    private readonly HashAlgorithmName[] _hashes;

    private RsaPublicKey(RSA key, HashAlgorithmName[] hashes)
        : base($"RSA {key.KeySize}", key.ExportSubjectPublicKeyInfo())
    {
        _key = key;
        _hashes = hashes;
    }

    public static (PublicKey? Key, string? Error) Import(byte[] der, KeyHash hash)
    {
        var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(der, out _);
        if (key.KeySize is < Limits.MinRsaBits or > Limits.MaxRsaBits)
        {
            return (null, $"an RSA key of {key.KeySize} bits is not supported: use {Limits.MinRsaBits} to {Limits.MaxRsaBits} bits");
        }

        if (!key.ExportParameters(false).Exponent.AsSpan().SequenceEqual(Exponent65537))
        {
            return (null, "an RSA key with a public exponent other than 65537 is not supported");
        }

        return (new RsaPublicKey(key, HashChoice.For(hash, HashAlgorithmName.SHA256)), null);
    }

    internal override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        foreach (HashAlgorithmName hash in _hashes)
        {
            if (_key.VerifyData(message, signature, hash, RSASignaturePadding.Pkcs1))
            {
                return true;
            }
        }

        return false;
    }
}
