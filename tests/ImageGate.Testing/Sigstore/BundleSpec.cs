using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageGate.Testing.Sigstore;

/// <summary>A Sigstore bundle that a test takes good and breaks in one place: before it is signed and logged here, after it in the JSON.</summary>
public sealed record BundleSpec
{
    public const string InToto = "application/vnd.in-toto+json";

    public required VirtualSigstore Sigstore { get; init; }

    /// <summary>Null for no entry.</summary>
    public required VirtualRekor? Log { get; init; }

    /// <summary>Null for a bundle that is signed with <see cref="Key"/>.</summary>
    public VirtualCertificate? Certificate { get; init; }

    /// <summary>Null for the certificate alone; else what stands after it in a chain.</summary>
    public IReadOnlyList<byte[]>? Others { get; init; }

    public ECDsa? Key { get; init; }

    /// <summary>The signed artifact, or the payload of an envelope.</summary>
    public required byte[] Content { get; init; }

    /// <summary>Null for a message signature.</summary>
    public string? PayloadType { get; init; }

    public string Kind { get; init; } = "hashedrekord";

    public string Version { get; init; } = "0.0.1";

    public Func<LoggedClaim, LoggedClaim> Logged { get; init; } = claim => claim;

    /// <summary>Null for an entry without a time.</summary>
    public DateTimeOffset? IntegratedTime { get; init; }

    public bool HasPromise { get; init; } = true;

    public bool HasProof { get; init; } = true;

    /// <summary>Null for no stamp.</summary>
    public DateTimeOffset? StampTime { get; init; }

    public string MediaType { get; init; } = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private ECDsa Signer => Certificate is { } certificate ? (ECDsa)certificate.Key : Key!;

    public JsonObject Build()
    {
        byte[] signature = Signer.SignData(SignedBytes(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var material = new JsonObject();
        if (Certificate is { } leaf && Others is { } others)
        {
            byte[][] chain = [leaf.Der, .. others];
            material["x509CertificateChain"] = new JsonObject { ["certificates"] = new JsonArray([.. chain.Select(RawBytes)]) };
        }
        else if (Certificate is { } certificate)
        {
            material["certificate"] = RawBytes(certificate.Der);
        }
        else
        {
            material["publicKey"] = new JsonObject { ["hint"] = "some key" };
        }

        if (Log is not null)
        {
            material["tlogEntries"] = new JsonArray(Entry(Log, signature));
        }

        if (StampTime is { } time)
        {
            string stamp = Convert.ToBase64String(Sigstore.TimestampAuthority.Stamp(signature, time));
            material["timestampVerificationData"] = new JsonObject { ["rfc3161Timestamps"] = new JsonArray(new JsonObject { ["signedTimestamp"] = stamp }) };
        }

        var bundle = new JsonObject { ["mediaType"] = MediaType, ["verificationMaterial"] = material };
        bundle[PayloadType is null ? "messageSignature" : "dsseEnvelope"] = PayloadType is null ? Message(signature) : Envelope(signature);
        return bundle;
    }

    /// <summary>An entry for this signature, as <see cref="Logged"/> changes it.</summary>
    public JsonObject Entry(VirtualRekor log, byte[] signature)
    {
        byte[] digest = (Kind, Version) switch
        {
            ("hashedrekord" or "rekord", _) => SHA256.HashData(SignedBytes()),
            ("intoto", "0.0.1") => SHA256.HashData(Encoding.UTF8.GetBytes(Envelope(signature).ToJsonString())),
            _ => SHA256.HashData(Content),
        };
        LoggedClaim claim = Logged(new LoggedClaim(signature, Certificate?.Der ?? Signer.ExportSubjectPublicKeyInfo(), Certificate is not null, digest));
        return log.Add(Kind, Version, claim.Body(Kind, Version), IntegratedTime, HasPromise, HasProof);
    }

    private byte[] SignedBytes() => PayloadType is null
        ? Content
        : [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {PayloadType.Length} {PayloadType} {Content.Length} ")), .. Content];

    private static JsonObject RawBytes(byte[] der) => new() { ["rawBytes"] = Convert.ToBase64String(der) };

    private JsonObject Message(byte[] signature) => new()
    {
        ["messageDigest"] = new JsonObject { ["algorithm"] = "SHA2_256", ["digest"] = Convert.ToBase64String(SHA256.HashData(Content)) },
        ["signature"] = Convert.ToBase64String(signature),
    };

    private JsonObject Envelope(byte[] signature) => new()
    {
        ["payload"] = Convert.ToBase64String(Content),
        ["payloadType"] = PayloadType,
        ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(signature) }),
    };
}
