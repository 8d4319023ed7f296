using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Fuzz.Targets;

/// <summary>The parts of a layer of cosign's as one input.</summary>
internal sealed record CosignSeed(byte[] Payload, string Signature, string? Certificate, string? Bundle, string? Timestamp)
{
    public byte[] ToInput() => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["payload"] = Convert.ToBase64String(Payload),
        ["signature"] = Signature,
        ["certificate"] = Certificate,
        ["bundle"] = Wrap(Bundle),
        ["timestamp"] = Wrap(Timestamp),
    }.ToJsonString());

    /// <summary>The layer that an input describes, with the digest of its payload: a registry client lets no other through.</summary>
    public static RawSignature.SimpleSigning? Read(byte[] input)
    {
        try
        {
            using var document = JsonDocument.Parse(input);
            JsonElement root = document.RootElement;
            byte[] payload = Convert.FromBase64String(Text(root, "payload") ?? "");
            var annotations = new CosignAnnotations(Text(root, "certificate"), null, Unwrap(Text(root, "bundle")), Unwrap(Text(root, "timestamp")));
            return new RawSignature.SimpleSigning(payload, Digest.Of(payload), Text(root, "signature") ?? "", annotations);
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException)
        {
            return null;                                               // no input for the product: this shape is the test's own
        }
    }

    // In base64, so that what is inside is mutated as JSON.
    private static string? Wrap(string? text) => text is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string? Unwrap(string? text) => text is null ? null : Mutations.TextMutations.TextOf(Convert.FromBase64String(text));

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
