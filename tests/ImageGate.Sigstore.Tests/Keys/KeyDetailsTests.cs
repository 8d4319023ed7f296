using System.Security.Cryptography;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Tests.Keys;

public sealed class KeyDetailsTests
{
    [Theory]
    [InlineData("PKIX_ECDSA_P256_SHA_256", "nistP256", "SHA256")]
    [InlineData("PKIX_ECDSA_P384_SHA_384", "nistP384", "SHA384")]
    [InlineData("PKIX_ECDSA_P384_SHA_256", "nistP384", "SHA256")]
    [InlineData("PKIX_ECDSA_P521_SHA_512", "nistP521", "SHA512")]
    [InlineData("PKIX_ECDSA_P521_SHA_256", "nistP521", "SHA256")]
    public void The_details_of_an_ecdsa_key_name_its_one_hash(string details, string curve, string hash)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        PublicKey imported = Import(details, key.ExportSubjectPublicKeyInfo());

        foreach (HashAlgorithmName used in new[] { HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512 })
        {
            imported.Verify("x"u8, key.SignData("x"u8, used, DSASignatureFormat.Rfc3279DerSequence)).Should().Be(used.Name == hash);
        }
    }

    [Theory]
    [InlineData("PKIX_RSA_PKCS1V15_2048_SHA256", false)]
    [InlineData("PKIX_RSA_PKCS1V5", false)]
    [InlineData("PKIX_RSA_PSS_2048_SHA256", true)]
    [InlineData("PKIX_RSA_PSS", true)]
    public void The_details_of_an_rsa_key_name_its_padding(string details, bool pss)
    {
        using var key = RSA.Create(2048);
        PublicKey imported = Import(details, key.ExportSubjectPublicKeyInfo());

        imported.Verify("x"u8, key.SignData("x"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)).Should().Be(pss);
        imported.Verify("x"u8, key.SignData("x"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)).Should().Be(!pss);
    }

    [Fact]
    public void A_bare_rsa_key_becomes_a_subject_public_key_info()
    {
        using var key = RSA.Create(2048);

        KeyDetails.TryImport("PKCS1_RSA_PKCS1V5", key.ExportRSAPublicKey(), out _, out byte[]? info, out _).Should().BeTrue();
        info.Should().Equal(key.ExportSubjectPublicKeyInfo());
    }

    [Theory]
    [InlineData("PKIX_ED25519", "Ed25519")]
    [InlineData("PKIX_ED25519_PH", "Ed25519ph")]
    public void The_details_of_an_ed25519_key_name_its_variant(string details, string algorithm) =>
        Import(details, Convert.FromHexString("302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
            .Algorithm.Should().Be(algorithm);

    [Fact]
    public void What_does_not_fit_is_refused_with_what_is_wrong()
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        byte[] info = p256.ExportSubjectPublicKeyInfo();

        Error("PKIX_ECDSA_P384_SHA_384", info).Should().Contain("the key is ECDSA P-256");
        Error("PKIX_ED25519", info).Should().Contain("the key is ECDSA P-256");
        Error("PKIX_RSA_PKCS1V15_3072_SHA256", rsa.ExportSubjectPublicKeyInfo()).Should().Contain("the key is RSA 2048");
        Error("PKIX_RSA_PSS", info).Should().Contain("does not fit");
        Error("PKCS1_RSA_PKCS1V5", rsa.ExportSubjectPublicKeyInfo()).Should().Contain("not a valid RSAPublicKey");
        Error("PKCS1_RSA_PKCS1V5", [.. rsa.ExportRSAPublicKey(), 0]).Should().Contain("not a valid RSAPublicKey");
        Error("PKIX_ECDSA_P256_SHA_256", [.. info, 0]).Should().Contain("not a valid");
        Error("ML_DSA_65", info).Should().Contain("ML_DSA_65 are not supported");
        Error("pkix_ecdsa_p256_sha_256", info).Should().Contain("not supported");
        Error("", info).Should().Contain("no details");
    }

    private static PublicKey Import(string details, byte[] key) =>
        KeyDetails.TryImport(details, key, out PublicKey? imported, out _, out string? error) ? imported : throw new InvalidDataException(error);

    private static string Error(string details, byte[] key)
    {
        KeyDetails.TryImport(details, key, out PublicKey? imported, out byte[]? info, out string? error).Should().BeFalse();
        (imported, info).Should().Be((null, null));
        return error!;
    }
}
