using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Tests.Keys;

public sealed class Ed25519phTests
{
    // RFC 8032, 7.3, TEST abc.
    private const string Key = "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf";
    private const string Signature =
        "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406";

    private static readonly byte[] Prefix = Convert.FromHexString("302a300506032b6570032100");

    [Fact]
    public void The_vector_of_the_rfc_is_verified_and_no_other_message()
    {
        PublicKey key = Import(Key);

        key.Verify("abc"u8, Convert.FromHexString(Signature)).Should().BeTrue();
        key.VerifyHash(SHA512.HashData("abc"u8), HashAlgorithmName.SHA512, Convert.FromHexString(Signature)).Should().BeTrue();
        key.Verify("abd"u8, Convert.FromHexString(Signature)).Should().BeFalse();
        key.Verify("abc"u8, Convert.FromHexString(Signature)[..63]).Should().BeFalse();
        key.Verify("abc"u8, [.. Convert.FromHexString(Signature), 0]).Should().BeFalse();
        key.Verify("abc"u8, Changed(0)).Should().BeFalse();
        key.Verify("abc"u8, Changed(32)).Should().BeFalse();
    }

    [Fact]
    public void The_two_variants_do_not_take_each_others_signatures()
    {
        TestKeys.ImportEd25519(Convert.FromHexString(Key)).Verify("abc"u8, Convert.FromHexString(Signature)).Should().BeFalse();
        TestKeys.ImportEd25519(Convert.FromHexString(Key)).Verify(SHA512.HashData("abc"u8), Convert.FromHexString(Signature)).Should().BeFalse();
    }

    [Fact]
    public void Only_the_sha512_is_signed()
    {
        Import(Key).VerifyHash(SHA256.HashData("abc"u8), HashAlgorithmName.SHA256, Convert.FromHexString(Signature)).Should().BeFalse();
        Import(Key).UsualHash.Should().Be(HashAlgorithmName.SHA512);
    }

    [Fact]
    public void A_second_form_of_the_same_signature_is_refused()
    {
        byte[] signature = Convert.FromHexString(Signature);
        BigInteger order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);
        byte[] s = (new BigInteger(signature.AsSpan(32), isUnsigned: true) + order).ToByteArray(isUnsigned: true);

        Import(Key).Verify("abc"u8, [.. signature[..32], .. s]).Should().BeFalse();
    }

    [Theory]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]  // y = p: a second spelling of 0
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]  // x = 0 with a sign
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")]  // no point has this y
    public void A_key_that_is_no_point_in_its_one_spelling_is_refused(string key)
    {
        PublicKey.TryImport([.. Prefix, .. Convert.FromHexString(key)], KeyScheme.Ed25519ph, KeyHash.Default, out _, out _).Should().BeFalse();
        Edwards25519.TryDecode(Convert.FromHexString(key)).Should().BeNull();
    }

    [SkippableFact]
    public void The_curve_is_right_for_all_vectors_of_the_pure_variant()
    {
        using var document = JsonDocument.Parse(VectorFolder.Read("wycheproof", "testvectors_v1", "ed25519_test.json"));
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            byte[] key = Convert.FromHexString(group.GetProperty("publicKey").GetProperty("pk").GetString()!);
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                bool expected = test.GetProperty("result").GetString() == "valid";
                VerifyPure(key, Bytes(test, "msg"), Bytes(test, "sig")).Should().Be(expected, test.GetRawText());
            }
        }
    }

    private static bool VerifyPure(byte[] key, byte[] message, byte[] signature) =>
        signature.Length == 64 && Edwards25519.TryDecodeScalar(signature.AsSpan(32), out BigInteger s)
        && Edwards25519.BaseAndPoint(s, Edwards25519.Reduce(SHA512.HashData([.. signature[..32], .. key, .. message])), Edwards25519.TryDecode(key)!.Negate())
            .Encode().AsSpan().SequenceEqual(signature.AsSpan(0, 32));

    private static byte[] Changed(int index)
    {
        byte[] signature = Convert.FromHexString(Signature);
        signature[index] ^= 1;
        return signature;
    }

    private static PublicKey Import(string key) =>
        PublicKey.TryImport([.. Prefix, .. Convert.FromHexString(key)], KeyScheme.Ed25519ph, KeyHash.Default, out PublicKey? imported, out string? error)
            ? imported
            : throw new InvalidDataException(error);

    private static byte[] Bytes(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);
}
