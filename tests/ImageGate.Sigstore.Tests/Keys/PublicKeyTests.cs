using System.Security.Cryptography;
using ImageGate.Sigstore.Keys;
using ImageGate.Testing;

namespace ImageGate.Sigstore.Tests.Keys;

public sealed class PublicKeyTests
{
    // RFC 8032, 7.1, TEST 1.
    private const string Rfc8032Key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private const string Rfc8032Signature =
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

    [Theory]
    [InlineData("nistP256", "ECDSA P-256")]
    [InlineData("nistP384", "ECDSA P-384")]
    [InlineData("nistP521", "ECDSA P-521")]
    public void Three_curves_are_supported(string curve, string algorithm)
    {
        TestKeys.Import(ECDsa.Create(ECCurve.CreateFromFriendlyName(curve))).Algorithm.Should().Be(algorithm);
    }

    [Theory]
    [InlineData("brainpoolP256r1")]
    [InlineData("secp256k1")]
    [InlineData("nistP224")]
    public void Other_curves_are_refused(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));

        Error(key.ExportSubjectPublicKeyInfo()).Should().Contain("use P-256, P-384 or P-521");
    }

    [Fact]
    public void Explicit_curve_parameters_are_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECParameters explicitParameters = key.ExportExplicitParameters(false);
        using var same = ECDsa.Create(explicitParameters);

        Error(same.ExportSubjectPublicKeyInfo()).Should().Contain("named curve");
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2040)]
    [InlineData(4104)]
    public void Rsa_keys_of_other_sizes_are_refused(int bits)
    {
        using var key = RSA.Create(bits);

        Error(key.ExportSubjectPublicKeyInfo()).Should().Contain("use 2048 to 4096 bits");
    }

    [Fact]
    public void An_rsa_key_with_a_small_exponent_is_refused()
    {
        using var key = RSA.Create(2048);
        using var weak = RSA.Create(new RSAParameters { Modulus = key.ExportParameters(false).Modulus, Exponent = [3] });

        Error(weak.ExportSubjectPublicKeyInfo()).Should().Contain("65537");
    }

    [Fact]
    public void Another_algorithm_is_refused()
    {
        using var key = DSA.Create(2048);

        Error(key.ExportSubjectPublicKeyInfo()).Should().Contain("is not supported");
    }

    [Fact]
    public void Bytes_after_the_key_are_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Error([.. key.ExportSubjectPublicKeyInfo(), 0]).Should().Contain("not a valid SubjectPublicKeyInfo");
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3000")]
    [InlineData("302a300506032b6570032100d75a98")]
    public void Bytes_that_are_no_key_are_refused(string hex)
    {
        Error(Convert.FromHexString(hex)).Should().Contain("not a valid");
    }

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] der = key.ExportSubjectPublicKeyInfo();
        der[^1] ^= 1;

        Error(der).Should().Contain("not a valid");
    }

    [Fact]
    public void An_ed25519_key_verifies_the_vector_of_the_rfc_and_no_other_message()
    {
        PublicKey key = TestKeys.ImportEd25519(Convert.FromHexString(Rfc8032Key));

        key.Verify([], Convert.FromHexString(Rfc8032Signature)).Should().BeTrue();
        key.Verify("x"u8, Convert.FromHexString(Rfc8032Signature)).Should().BeFalse();
        key.Verify([], Convert.FromHexString(Rfc8032Signature)[..63]).Should().BeFalse();
    }

    [Fact]
    public void An_ed25519_key_takes_no_hash()
    {
        PublicKey.TryImport(Convert.FromHexString("302a300506032b6570032100" + Rfc8032Key), KeyHash.Sha512, out _, out string? error).Should().BeFalse();

        error.Should().Contain("leave `hash` out");
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void An_ed25519_key_of_small_order_is_refused(string point) =>
        Error([.. Convert.FromHexString("302a300506032b6570032100"), .. Convert.FromHexString(point)]).Should().Contain("small order");

    [Fact]
    public void The_point_at_infinity_is_no_key() =>
        Error(Convert.FromHexString("3019301306072a8648ce3d020106082a8648ce3d03010703020000")).Should().Contain("not a valid SubjectPublicKeyInfo");

    [Fact]
    public void A_point_has_one_encoding_only_and_the_compressed_one_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] usual = key.ExportSubjectPublicKeyInfo();
        byte[] x = key.ExportParameters(false).Q.X!;
        byte parity = (byte)(2 + (key.ExportParameters(false).Q.Y![^1] & 1));
        byte[] compressed = [.. Convert.FromHexString("3039301306072a8648ce3d020106082a8648ce3d030107032200"), parity, .. x];

        PublicKey.TryImport(usual, KeyHash.Default, out _, out _).Should().BeTrue();
        Error(compressed).Should().Contain("not a valid SubjectPublicKeyInfo");
    }

    [Fact]
    public void An_integer_without_its_leading_zero_is_no_signature()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] strict;
        do
        {
            strict = key.SignData("m"u8, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        while (strict[3] != 33);                                               // r begins with a bit that needs the zero: every second one

        byte[] lax = [0x30, (byte)(strict[1] - 1), 0x02, 32, .. strict[5..]];

        TestKeys.Import(key).Verify("m"u8, strict).Should().BeTrue();
        TestKeys.Import(key).Verify("m"u8, lax).Should().BeFalse();
    }

    [Theory]
    [InlineData("p384", KeyHash.Default, true)]                    // cosign 2: P-384 over SHA-256
    [InlineData("p384", KeyHash.Sha256, true)]
    [InlineData("p384", KeyHash.Sha384, false)]
    [InlineData("cosign3-key-sig-p384", KeyHash.Default, true)]    // cosign 3: P-384 over SHA-384
    [InlineData("cosign3-key-sig-p384", KeyHash.Sha384, true)]
    [InlineData("cosign3-key-sig-p384", KeyHash.Sha256, false)]
    [InlineData("rsa3072", KeyHash.Sha256, true)]
    [InlineData("rsa3072", KeyHash.Sha512, false)]
    [InlineData("p256", KeyHash.Sha512, false)]
    public void A_hash_that_is_named_is_the_only_one(string name, KeyHash hash, bool expected)
    {
        CosignFixture real = CosignFixture.Read(name);

        real.Key(hash: hash).Verify(real.Signatures[0].Payload.Span, Convert.FromBase64String(real.Signatures[0].Signature)).Should().Be(expected);
    }

    [Fact]
    public async Task One_key_is_used_by_many_threads_at_once()
    {
        foreach (string name in new[] { "p256", "rsa2048", "ed25519" })
        {
            CosignFixture real = CosignFixture.Read(name);
            PublicKey key = real.Key();
            byte[] good = Convert.FromBase64String(real.Signatures[0].Signature);
            byte[] bad = [.. good[..^1], (byte)(good[^1] ^ 1)];

            bool[] answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(number => Task.Run(() =>
                key.Verify(real.Signatures[0].Payload.Span, number % 2 == 0 ? good : bad) == (number % 2 == 0))));

            answers.Should().OnlyContain(right => right);
        }
    }

    private static string Error(byte[] der)
    {
        PublicKey.TryImport(der, KeyHash.Default, out PublicKey? key, out string? error).Should().BeFalse();
        key.Should().BeNull();
        return error!;
    }
}
