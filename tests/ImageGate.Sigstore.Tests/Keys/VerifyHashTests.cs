using System.Security.Cryptography;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Tests.Keys;

public sealed class VerifyHashTests
{
    // 2,049 bits, so the encoded message has 256 bytes and the modulus 257; the salt has 222 bytes.
    private const string OddKey =
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEBJMf+rchL1JtSK76QxSZp2umKHa6hvFeMlWYFh2nnrTKsQ24/xFXcXS8I02nrHGgUCBqLq6AZIrki"
        + "gBMQiUkvlMR9YQ+Jj691CXO9P0QPMjq9V3lBWs5W3UAxgciAphfdp78/0lQkwW8SJ2yo6o93qdgc06uSrtLqUy9xW8WYLFL9jg0auqc9o9L+Pp4G+kUqlGj6"
        + "yZuYxYYFgp/cozOGF/91sGQXZSAvJynhKnyl+VlK6PLZGFbpgDzh71hZGKalnf7b3rkZ2u5oSml8bw1jfQP+hbHd4SMhd5ZIdlcR3/nvRYYp0cL4xl3nSS4b"
        + "9X3ebgXBBJiaDrlq8UCY5+O/CwIDAQAB";

    private const string OddSignature =
        "AN1hgjl+RPBTN0KYTZYR8SseS+p1XmYYQbwtOnFSRAAEwTdZWwvaCwCx9cLYntgBs11j0nr+ALg7yysl1yUfnClhQ7UY4ZOGqX1HRSF4LpRd+JoAMaPLLjxz"
        + "EVM490Fhe3o9TbqJzGvvbz02zVPXbujWBbJoqd6h+mm+1HHAYjj2yfcLXrsmTZ1uMHX3p9fF9FAVsEdAuGKQ7WGbcLHz1Rjbln5+cGUfiYQSclHx9qmIe1yI"
        + "aMK8XyR3GV+3ViyWi2XRJOyFimkUiTPpcSfgLXXbiHuifszIdr725m7JweDfKnGTmDTWSvF6DWPBwEqO36iiZCUSYtP//BWtp2aHQVM=";

    private static readonly byte[] Message = "a message"u8.ToArray();

    [Theory]
    [InlineData("nistP256", "SHA256")]
    [InlineData("nistP384", "SHA384")]
    [InlineData("nistP521", "SHA512")]
    public void An_ecdsa_key_has_a_usual_hash_and_verifies_with_any_that_the_caller_names(string curve, string usual)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        PublicKey imported = TestKeys.Import(key);

        imported.UsualHash.Should().Be(new HashAlgorithmName(usual));
        foreach (HashAlgorithmName hash in new[] { HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512 })
        {
            byte[] signature = key.SignData(Message, hash, DSASignatureFormat.Rfc3279DerSequence);
            imported.Verify(Message, signature, hash).Should().BeTrue();
            imported.VerifyHash(CryptographicOperations.HashData(hash, Message), hash, signature).Should().BeTrue();
            imported.VerifyHash(CryptographicOperations.HashData(hash, "another"u8), hash, signature).Should().BeFalse();
        }
    }

    [Fact]
    public void Another_hash_than_the_signers_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] signature = key.SignData(Message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        TestKeys.Import(key).Verify(Message, signature, HashAlgorithmName.SHA384).Should().BeFalse();
    }

    [Fact]
    public void A_digest_of_another_length_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] digest = SHA512.HashData(Message);
        byte[] signature = key.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);

        TestKeys.Import(key).VerifyHash(digest, HashAlgorithmName.SHA512, signature).Should().BeTrue();
        TestKeys.Import(key).VerifyHash(digest, HashAlgorithmName.SHA256, signature).Should().BeFalse();
        TestKeys.Import(key).VerifyHash(digest.AsSpan(0, 32), HashAlgorithmName.SHA512, signature).Should().BeFalse();
        TestKeys.Import(key).VerifyHash([], HashAlgorithmName.SHA256, signature).Should().BeFalse();
    }

    [Fact]
    public void A_weak_hash_is_a_bug_of_the_caller()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PublicKey imported = TestKeys.Import(key);

        imported.Invoking(it => it.VerifyHash(new byte[20], HashAlgorithmName.SHA1, [])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_signature_that_is_not_strict_der_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] digest = SHA256.HashData(Message);

        TestKeys.Import(key).VerifyHash(digest, HashAlgorithmName.SHA256, key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)).Should().BeFalse();
        TestKeys.Import(key).VerifyHash(digest, HashAlgorithmName.SHA256, [.. key.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence), 0]).Should().BeFalse();
    }

    [Fact]
    public void An_rsa_key_takes_signatures_of_its_one_scheme()
    {
        using var key = RSA.Create(2048);
        byte[] digest = SHA256.HashData(Message);
        byte[] pkcs1 = key.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        byte[] pss = key.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        PublicKey usual = TestKeys.Import(key);
        PublicKey.TryImport(key.ExportSubjectPublicKeyInfo(), KeyScheme.RsaPss, KeyHash.Default, out PublicKey? probabilistic, out _).Should().BeTrue();

        usual.VerifyHash(digest, HashAlgorithmName.SHA256, pkcs1).Should().BeTrue();
        usual.VerifyHash(digest, HashAlgorithmName.SHA256, pss).Should().BeFalse();
        probabilistic!.VerifyHash(digest, HashAlgorithmName.SHA256, pss).Should().BeTrue();
        probabilistic.VerifyHash(digest, HashAlgorithmName.SHA256, pkcs1).Should().BeFalse();
        probabilistic.Verify(Message, pss).Should().BeTrue();
        probabilistic.Verify("another"u8, pss).Should().BeFalse();
        probabilistic.Verify(Message, [.. pss, 0]).Should().BeFalse();
        probabilistic.Verify(Message, pss[..^1]).Should().BeFalse();
        probabilistic.Verify(Message, []).Should().BeFalse();
        probabilistic.Fingerprint.Should().Be(usual.Fingerprint);
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(2056)]
    [InlineData(3072)]
    public void Pss_works_for_every_length_of_modulus(int bits)
    {
        using var key = RSA.Create(bits);
        PublicKey.TryImport(key.ExportSubjectPublicKeyInfo(), KeyScheme.RsaPss, KeyHash.Sha512, out PublicKey? imported, out _).Should().BeTrue();

        imported!.Verify(Message, key.SignData(Message, HashAlgorithmName.SHA512, RSASignaturePadding.Pss)).Should().BeTrue();
        imported.Verify(Message, key.SignData(Message, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)).Should().BeFalse();
    }

    [Fact]
    public void Pss_works_with_the_longest_salt_in_an_encoded_message_that_is_shorter_than_the_modulus()
    {
        PublicKey.TryImport(Convert.FromBase64String(OddKey), KeyScheme.RsaPss, KeyHash.Sha256, out PublicKey? key, out string? error).Should().BeTrue(error);

        key!.Verify(Message, Convert.FromBase64String(OddSignature)).Should().BeTrue();
        key.Verify("another"u8, Convert.FromBase64String(OddSignature)).Should().BeFalse();
    }

    [Fact]
    public void A_pure_ed25519_key_cannot_verify_a_digest()
    {
        PublicKey key = TestKeys.ImportEd25519(Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

        key.UsualHash.Should().BeNull();
        key.VerifyHash(SHA512.HashData([]), HashAlgorithmName.SHA512, new byte[64]).Should().BeFalse();
    }

    [Theory]
    [InlineData(KeyScheme.RsaPss)]
    [InlineData(KeyScheme.Ed25519ph)]
    public void A_scheme_of_another_type_of_key_is_refused(KeyScheme scheme)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        PublicKey.TryImport(key.ExportSubjectPublicKeyInfo(), scheme, KeyHash.Default, out _, out string? error).Should().BeFalse();
        error.Should().Contain("does not fit");
    }
}
