using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>RSASSA-PKCS1-v1_5 and RSASSA-PSS. Source: RFC 8017, 8.2 and 8.1.2.</summary>
internal sealed class RsaPublicKey : PublicKey
{
    private static readonly byte[] Exponent65537 = [1, 0, 1];

    private readonly RSA _key;
    private readonly RsaPss? _pss;
    private readonly HashAlgorithmName[] _hashes;

    private RsaPublicKey(RSA key, RsaPss? pss, HashAlgorithmName[] hashes)
        : base(pss is null ? $"RSA {key.KeySize}" : $"RSA {key.KeySize} PSS", key.ExportSubjectPublicKeyInfo())
    {
        _key = key;
        _pss = pss;
        _hashes = hashes;
    }

    internal override HashAlgorithmName? UsualHash => HashAlgorithmName.SHA256;

    public static (PublicKey? Key, string? Error) Import(byte[] der, KeyScheme scheme, KeyHash hash)
    {
        var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(der, out _);
        if (key.KeySize is < Limits.MinRsaBits or > Limits.MaxRsaBits)
        {
            return (null, $"an RSA key of {key.KeySize} bits is not supported: use {Limits.MinRsaBits} to {Limits.MaxRsaBits} bits");
        }

        RSAParameters parameters = key.ExportParameters(false);
        if (!parameters.Exponent.AsSpan().SequenceEqual(Exponent65537))
        {
            return (null, "an RSA key with a public exponent other than 65537 is not supported");
        }

        RsaPss? pss = scheme == KeyScheme.RsaPss ? new RsaPss(parameters.Modulus, parameters.Exponent) : null;
        return (new RsaPublicKey(key, pss, HashChoice.For(hash, HashAlgorithmName.SHA256)), null);
    }

    internal override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        foreach (HashAlgorithmName hash in _hashes)
        {
            if (Verify(message, signature, hash))
            {
                return true;
            }
        }

        return false;
    }

    private protected override bool VerifyDigest(ReadOnlySpan<byte> digest, HashAlgorithmName hash, ReadOnlySpan<byte> signature) =>
        _pss?.Verify(digest, hash, signature) ?? _key.VerifyHash(digest, signature, hash, RSASignaturePadding.Pkcs1);
}
