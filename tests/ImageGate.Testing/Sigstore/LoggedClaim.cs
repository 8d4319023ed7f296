using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageGate.Testing.Sigstore;

/// <summary>What a log entry says was signed. A test breaks one of them, and the log signs it all the same.</summary>
/// <param name="Signature">The signature's bytes.</param>
/// <param name="Verifier">DER of the certificate or the key.</param>
/// <param name="IsCertificate">Which of the two.</param>
/// <param name="Digest">The hash that the kind of entry holds: of the artifact, the payload, the envelope or the signed bytes.</param>
public sealed record LoggedClaim(byte[] Signature, byte[] Verifier, bool IsCertificate, byte[] Digest)
{
    // As Rekor writes it: a + of base64 stays a +. Clients that build the entry of Rekor v2 themselves get other bytes otherwise.
    private static readonly JsonSerializerOptions Canonical = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Of a <c>rekord</c>: the signature's format.</summary>
    public string Format { get; init; } = "x509";

    private string Pem => Base64(Encoding.ASCII.GetBytes(PemEncoding.WriteString(IsCertificate ? "CERTIFICATE" : "PUBLIC KEY", Verifier) + "\n"));

    private JsonObject Hash => new() { ["algorithm"] = "sha256", ["value"] = Convert.ToHexStringLower(Digest) };

    /// <summary>The entry's body.</summary>
    public byte[] Body(string kind, string version)
    {
        JsonObject spec = (kind, version) switch
        {
            ("hashedrekord", "0.0.1") => new()
            {
                ["data"] = new JsonObject { ["hash"] = Hash },
                ["signature"] = new JsonObject { ["content"] = Base64(Signature), ["publicKey"] = new JsonObject { ["content"] = Pem } },
            },
            ("rekord", _) => new()
            {
                ["data"] = new JsonObject { ["hash"] = Hash },
                ["signature"] = new JsonObject { ["content"] = Base64(Signature), ["format"] = Format, ["publicKey"] = new JsonObject { ["content"] = Pem } },
            },
            ("hashedrekord", "0.0.2") => new() { ["hashedRekordV002"] = HashedRekord2() },
            ("dsse", _) => new()
            {
                ["envelopeHash"] = Hash,
                ["payloadHash"] = Hash,
                ["signatures"] = new JsonArray(new JsonObject { ["signature"] = Base64(Signature), ["verifier"] = Pem }),
            },
            ("intoto", "0.0.1") => new() { ["content"] = new JsonObject { ["hash"] = Hash }, ["publicKey"] = Pem },
            ("intoto", "0.0.2") => new()
            {
                ["content"] = new JsonObject
                {
                    ["envelope"] = new JsonObject
                    {
                        ["payloadType"] = "application/vnd.in-toto+json",
                        ["signatures"] = new JsonArray(new JsonObject { ["publicKey"] = Pem, ["sig"] = Base64(Encoding.ASCII.GetBytes(Base64(Signature))) }),
                    },
                    ["payloadHash"] = Hash,
                },
            },
            _ => new(),
        };
        var body = new JsonObject { ["apiVersion"] = version, ["kind"] = kind, ["spec"] = spec };
        return Encoding.UTF8.GetBytes(body.ToJsonString(Canonical));
    }

    private JsonObject HashedRekord2() => new()
    {
        ["data"] = new JsonObject { ["algorithm"] = "SHA2_256", ["digest"] = Base64(Digest) },
        ["signature"] = new JsonObject
        {
            ["content"] = Base64(Signature),
            ["verifier"] = new JsonObject
            {
                ["keyDetails"] = "PKIX_ECDSA_P256_SHA_256",
                [IsCertificate ? "x509Certificate" : "publicKey"] = new JsonObject { ["rawBytes"] = Base64(Verifier) },
            },
        },
    };

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);
}
