using System.Text.Json;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

/// <summary>Keys that the repository of the tests has no way to sign with.</summary>
public sealed class TufKeyTests
{
    // RFC 8032, 7.1, test 2.
    private const string Point = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private const string Signature =
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    [Fact]
    public void An_ed25519_key_in_hex_verifies()
    {
        PublicKey key = Read("ed25519", "ed25519", Point)!;

        key.Verify([0x72], Convert.FromHexString(Signature)).Should().BeTrue();
        key.Verify([0x73], Convert.FromHexString(Signature)).Should().BeFalse();
    }

    [Theory]
    [InlineData("ed25519", "ed25519", Point + "00")]
    [InlineData("ed25519", "ed25519", "")]
    [InlineData("ed25519", "ecdsa-sha2-nistp256", Point)]
    [InlineData("ed25519", "ed25519ph", Point)]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", Point)]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n")]
    [InlineData("rsa", "rsassa-pss-sha256", Point)]
    [InlineData("rsa", "rsa-pkcs1v15-sha256", Point)]
    public void A_value_that_does_not_fit_its_type_is_no_key(string type, string scheme, string value) =>
        Read(type, scheme, value).Should().BeNull();

    private static PublicKey? Read(string type, string scheme, string value)
    {
        string json = $$$"""{"keytype":"{{{type}}}","scheme":"{{{scheme}}}","keyval":{"public":{{{JsonSerializer.Serialize(value)}}} } }""";
        using JsonDocument document = JsonDocument.Parse(json);
        return TufKey.Read(new JsonPart(document.RootElement, "the key"));
    }
}
