using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tuf;

/// <summary>A file of metadata before anything in it is believed: what is signed, and the signatures over it.</summary>
/// <remarks>Source: TUF specification 1.0.34, 4.2.1.</remarks>
internal sealed class SignedEnvelope
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = Limits.MaxTufDepth };

    private readonly byte[] _canonical;
    private readonly IReadOnlyDictionary<string, byte[]> _signatures;

    private SignedEnvelope(JsonElement signed, byte[] canonical, IReadOnlyDictionary<string, byte[]> signatures)
    {
        Signed = signed;
        _canonical = canonical;
        _signatures = signatures;
    }

    public JsonElement Signed { get; }

    public static bool TryRead(
        ReadOnlyMemory<byte> json, TufRole role, [NotNullWhen(true)] out SignedEnvelope? envelope, [NotNullWhen(false)] out TufProblem? problem)
    {
        (envelope, problem) = (null, null);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            problem = Read(document.RootElement, role, out envelope);
        }
        catch (JsonException malformed)
        {
            problem = role.Problem(TufFailure.Malformed, $"is not strict JSON: line {malformed.LineNumber}, byte {malformed.BytePositionInLine}");
        }
        catch (InvalidOperationException)
        {
            // The search for names that occur twice throws it for a name with an unpaired surrogate.
            problem = role.Problem(TufFailure.Malformed, "has a name that is not Unicode");
        }
        catch (InvalidDataException malformed)
        {
            problem = role.Problem(TufFailure.Malformed, malformed.Message);
        }

        return envelope is not null;
    }

    /// <summary>Whether as many different keys of the role signed as its threshold demands.</summary>
    public bool IsSignedBy(RoleKeys keys)
    {
        // Keys are counted, not key ids: one key under two ids is still one signer. Ids that the role does not have say nothing.
        var signers = new HashSet<string>();
        foreach ((string keyId, byte[] signature) in _signatures)
        {
            if (keys.Find(keyId) is { } key && !signers.Contains(key.Fingerprint) && key.Verify(_canonical, signature))
            {
                signers.Add(key.Fingerprint);
            }
        }

        return signers.Count >= keys.Threshold;
    }

    private static TufProblem? Read(JsonElement root, TufRole role, out SignedEnvelope? envelope)
    {
        envelope = null;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("signed", out JsonElement signed) || signed.ValueKind != JsonValueKind.Object)
        {
            return role.Problem(TufFailure.Malformed, "has no `signed` object");
        }

        byte[] canonical = CanonicalJson.Encode(signed);
        var seen = new HashSet<string>();
        var signatures = new Dictionary<string, byte[]>();
        foreach (JsonPart part in new JsonPart(root, "envelope").List("signatures", Limits.MaxTufSignatures))
        {
            string keyId = part.Text("keyid");
            if (!seen.Add(keyId))
            {
                return role.Problem(TufFailure.SignatureTwice, "has two signatures with one key id");
            }

            // An empty `sig` is a signer who has not signed yet: roots 12 to 14 of the public-good instance have some.
            // Text that is not hex is nobody's signature; whether the others are enough is for the threshold to say.
            if (TryReadHex(part.Text("sig"), out byte[]? signature))
            {
                signatures.Add(keyId, signature);
            }
        }

        envelope = new SignedEnvelope(signed.Clone(), canonical, signatures);
        return null;
    }

    private static bool TryReadHex(string text, [NotNullWhen(true)] out byte[]? signature)
    {
        signature = null;
        if (text.Length is 0 or > Limits.MaxTufSignatureCharacters)
        {
            return false;
        }

        byte[] bytes = new byte[text.Length / 2];                     // bounded by MaxTufSignatureCharacters
        signature = Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done ? bytes : null;
        return signature is not null;
    }
}
