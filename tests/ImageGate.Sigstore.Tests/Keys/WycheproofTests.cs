using System.Text.Json;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Tests.Keys;

/// <summary>Project Wycheproof's vectors, read from the folder that <c>SIGSTORE_VECTORS</c> names; skipped without it.</summary>
public sealed class WycheproofTests
{
    public static TheoryData<string, KeyHash, KeyScheme> Files => new()
    {
        { "ecdsa_secp256r1_sha256_test.json", KeyHash.Sha256, KeyScheme.Usual },
        { "ecdsa_secp256r1_sha512_test.json", KeyHash.Sha512, KeyScheme.Usual },
        { "ecdsa_secp384r1_sha256_test.json", KeyHash.Sha256, KeyScheme.Usual },
        { "ecdsa_secp384r1_sha384_test.json", KeyHash.Sha384, KeyScheme.Usual },
        { "ecdsa_secp384r1_sha512_test.json", KeyHash.Sha512, KeyScheme.Usual },
        { "ecdsa_secp521r1_sha512_test.json", KeyHash.Sha512, KeyScheme.Usual },
        { "ed25519_test.json", KeyHash.Default, KeyScheme.Usual },
        { "rsa_signature_2048_sha256_test.json", KeyHash.Sha256, KeyScheme.Usual },
        { "rsa_signature_2048_sha384_test.json", KeyHash.Sha384, KeyScheme.Usual },
        { "rsa_signature_2048_sha512_test.json", KeyHash.Sha512, KeyScheme.Usual },
        { "rsa_signature_3072_sha256_test.json", KeyHash.Sha256, KeyScheme.Usual },
        { "rsa_signature_3072_sha384_test.json", KeyHash.Sha384, KeyScheme.Usual },
        { "rsa_signature_3072_sha512_test.json", KeyHash.Sha512, KeyScheme.Usual },
        { "rsa_signature_4096_sha256_test.json", KeyHash.Sha256, KeyScheme.Usual },
        { "rsa_signature_4096_sha384_test.json", KeyHash.Sha384, KeyScheme.Usual },
        { "rsa_signature_4096_sha512_test.json", KeyHash.Sha512, KeyScheme.Usual },
        { "rsa_pss_2048_sha256_mgf1_0_test.json", KeyHash.Sha256, KeyScheme.RsaPss },
        { "rsa_pss_2048_sha256_mgf1_32_test.json", KeyHash.Sha256, KeyScheme.RsaPss },
        { "rsa_pss_3072_sha256_mgf1_32_test.json", KeyHash.Sha256, KeyScheme.RsaPss },
        { "rsa_pss_4096_sha256_mgf1_32_test.json", KeyHash.Sha256, KeyScheme.RsaPss },
    };

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Every_vector_is_judged_as_its_authors_do(string file, KeyHash hash, KeyScheme scheme)
    {
        using var document = JsonDocument.Parse(VectorFolder.Read("wycheproof", "testvectors_v1", file));
        var wrong = new List<string>();
        int valid = 0;
        int invalid = 0;
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            PublicKey? key = Import(group, scheme, hash);
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                string result = Expected(test, scheme);
                bool verified = key?.Verify(Bytes(test, "msg"), Bytes(test, "sig")) ?? false;
                valid += result == "valid" ? 1 : 0;
                invalid += result == "invalid" ? 1 : 0;

                // "acceptable" vectors are left to the implementation by their authors.
                if ((result == "valid" && key is not null && !verified) || (result == "invalid" && verified))
                {
                    wrong.Add($"{test.GetProperty("tcId")} {test.GetProperty("comment")} ({result})");
                }
            }
        }

        wrong.Should().BeEmpty();
        valid.Should().BePositive();
        invalid.Should().BePositive();
    }

    /// <summary>
    /// The authors' judgement, but for PSS: each file is for one salt length, and a genuine signature with another one is
    /// called invalid there. Here any length is right, up to the longest that fits, which is Go's choice.
    /// </summary>
    private static string Expected(JsonElement test, KeyScheme scheme) =>
        scheme == KeyScheme.RsaPss && test.GetProperty("comment").GetString()!.StartsWith("s_len changed to ", StringComparison.Ordinal)
            ? "valid"
            : test.GetProperty("result").GetString()!;

    /// <summary>Null for a key that is refused on purpose: an RSA key whose exponent is not 65537.</summary>
    private static PublicKey? Import(JsonElement group, KeyScheme scheme, KeyHash hash)
    {
        if (PublicKey.TryImport(Bytes(group, "publicKeyDer"), scheme, hash, out PublicKey? key, out string? error))
        {
            return key;
        }

        error.Should().Contain("exponent");
        return null;
    }

    private static byte[] Bytes(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);
}
