using System.Security.Cryptography;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Tests.Keys;

public sealed class PublicKeyPemTests
{
    private static readonly string First = NewPem();
    private static readonly string Second = NewPem();

    [Fact]
    public void Several_blocks_with_comments_and_blank_lines_are_several_keys()
    {
        PublicKeyPem.TryParse($"# first\n{First}\n\n# second\r\n{Second}\n", KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out _).Should().BeTrue();

        keys.Should().HaveCount(2);
    }

    [Fact]
    public void What_is_no_public_key_is_refused_with_what_is_wrong()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Error("").Should().Contain("no PEM block");
        Error("hello").Should().Contain("text that is no PEM block");
        Error(First + "\nhello").Should().Contain("text that is no PEM block");
        Error(First + "\nhello\n" + Second).Should().Contain("text outside of the PEM blocks");
        Error(First + "\n" + Second.Replace("-----END", "----END", StringComparison.Ordinal)).Should().Contain("no PEM block");
        Error(First + "\n" + First).Should().Contain("there twice");
        Error(key.ExportECPrivateKeyPem()).Should().Contain("private key");
        Error(key.ExportPkcs8PrivateKeyPem()).Should().Contain("private key");
        Error(PemEncoding.WriteString("CERTIFICATE", [1, 2, 3])).Should().Contain("`CERTIFICATE` is not supported");
        Error(PemEncoding.WriteString("PUBLIC KEY", [1, 2, 3])).Should().Contain("not a valid SubjectPublicKeyInfo");
        Error(new string(' ', Limits.MaxPemCharacters + 1)).Should().Contain("over");
        Error(string.Join('\n', Enumerable.Range(0, Limits.MaxKeysPerSigner + 1).Select(_ => NewPem()))).Should().Contain("more than 32 PEM blocks");
    }

    [Fact]
    public void An_error_never_repeats_what_may_be_a_secret()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string secret = key.ExportPkcs8PrivateKeyPem();

        Error(secret).Should().NotContain(secret.Split('\n')[1]);
    }

    private static string NewPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static string Error(string pem)
    {
        PublicKeyPem.TryParse(pem, KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out string? error).Should().BeFalse();
        keys.Should().BeNull();
        return error!;
    }
}
