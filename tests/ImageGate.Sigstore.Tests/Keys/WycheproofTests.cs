using System.Text.Json;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Tests.Keys;

/// <summary>Project Wycheproof's vectors, read from the folder that <c>SIGSTORE_VECTORS</c> names; skipped without it.</summary>
public sealed class WycheproofTests
{
    public static TheoryData<string, KeyHash> Files => new()
    {
        { "ecdsa_secp256r1_sha256_test.json", KeyHash.Sha256 },
        { "ecdsa_secp256r1_sha512_test.json", KeyHash.Sha512 },
        { "ecdsa_secp384r1_sha256_test.json", KeyHash.Sha256 },
        { "ecdsa_secp384r1_sha384_test.json", KeyHash.Sha384 },
        { "ecdsa_secp384r1_sha512_test.json", KeyHash.Sha512 },
        { "ecdsa_secp521r1_sha512_test.json", KeyHash.Sha512 },
        { "ed25519_test.json", KeyHash.Default },
        { "rsa_signature_2048_sha256_test.json", KeyHash.Sha256 },
        { "rsa_signature_2048_sha384_test.json", KeyHash.Sha384 },
        { "rsa_signature_2048_sha512_test.json", KeyHash.Sha512 },
        { "rsa_signature_3072_sha256_test.json", KeyHash.Sha256 },
        { "rsa_signature_3072_sha384_test.json", KeyHash.Sha384 },
        { "rsa_signature_3072_sha512_test.json", KeyHash.Sha512 },
        { "rsa_signature_4096_sha256_test.json", KeyHash.Sha256 },
        { "rsa_signature_4096_sha384_test.json", KeyHash.Sha384 },
        { "rsa_signature_4096_sha512_test.json", KeyHash.Sha512 },
    };

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Every_vector_is_judged_as_its_authors_do(string file, KeyHash hash)
    {
        string? vectors = Environment.GetEnvironmentVariable("SIGSTORE_VECTORS");
        Skip.If(string.IsNullOrEmpty(vectors), "SIGSTORE_VECTORS names no folder");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(vectors, "wycheproof", "testvectors_v1", file)));
        var wrong = new List<string>();
        int valid = 0;
        int invalid = 0;
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            PublicKey? key = Import(group, hash);
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                string result = test.GetProperty("result").GetString()!;
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

    /// <summary>Null for a key that is refused on purpose: an RSA key whose exponent is not 65537.</summary>
    private static PublicKey? Import(JsonElement group, KeyHash hash)
    {
        if (PublicKey.TryImport(Bytes(group, "publicKeyDer"), hash, out PublicKey? key, out string? error))
        {
            return key;
        }

        error.Should().Contain("exponent");
        return null;
    }

    private static byte[] Bytes(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);
}
