using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Fuzz.Targets;

/// <summary>Signatures of one image by a Sigstore instance of this run's own, one of each kind that counts.</summary>
internal static class GoodSignatures
{
    public const string Issuer = "https://token.actions.githubusercontent.com";
    public const string Subject = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1";

    private const string SignPredicate = "https://sigstore.dev/cosign/sign/v1";

    // Each of these is made with those above it.
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly VirtualRekor LogV1 = new("rekor.virtual.dev", isV2: false, Now.AddYears(-1));
    private static readonly VirtualRekor LogV2 = new("log2026.rekor.virtual.dev", isV2: true, Now.AddYears(-1));

    public static Digest Image { get; } = Digest.Of("an image"u8);

    public static VirtualSigstore Sigstore { get; } = new(Now) { TransparencyLogs = { LogV1.Json, LogV2.Json } };

    public static VirtualCertificate Certificate { get; } = Sigstore.Issue();

    public static TrustedRoot Root { get; } = Sigstore.TrustedRoot();

    /// <summary>The times that logs and authorities signed.</summary>
    public static IReadOnlyList<DateTimeOffset> Times => [Now.AddMinutes(1), Now.AddMinutes(2)];

    /// <summary>Bundles of an image signature, one a kind of log entry.</summary>
    public static IReadOnlyList<JsonObject> Bundles { get; } = MakeBundles();

    /// <summary>A bundle over an artifact's bytes.</summary>
    public static JsonObject Blob { get; } = (Signature with { PayloadType = null, Kind = "hashedrekord", Content = "an artifact"u8.ToArray() }).Build();

    private static BundleSpec Signature => new()
    {
        Sigstore = Sigstore,
        Log = LogV1,
        Certificate = Certificate,
        Content = Statement,
        PayloadType = BundleSpec.InToto,
        Kind = "dsse",
        IntegratedTime = Times[0],
        StampTime = Times[1],
    };

    public static byte[] Statement => Encoding.UTF8.GetBytes(
        $$$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"app","digest":{"sha256":"{{{Image.Hex}}}"},"annotations":{"stage":"prod"}}],"predicateType":"{{{SignPredicate}}}","predicate":{"list":[1,2.5,null,true,{"deep":{}}]}}""");

    public static SignerRequirement.Keyless Signer { get; } = new(
        new IdentityPolicy(Pattern(Issuer), Pattern(Subject), new Dictionary<string, string>()), Root, TrustRequirements.Default, new Dictionary<string, string>());

    /// <summary>Simple signing with a certificate, with all that cosign 2 stores beside it.</summary>
    public static CosignSeed Layer { get; } = MakeLayer();

    private static IReadOnlyList<JsonObject> MakeBundles() =>
    [
        Signature.Build(),
        (Signature with { Kind = "intoto", Version = "0.0.2", StampTime = null }).Build(),
        (Signature with { Log = LogV2, Kind = "hashedrekord", Version = "0.0.2", HasPromise = false, IntegratedTime = null }).Build(),
    ];

    private static CosignSeed MakeLayer()
    {
        byte[] payload = Testing.CosignKey.Payload(Image, new Dictionary<string, string> { ["stage"] = "prod" }, "registry.acme.io/app");
        byte[] signature = Certificate.Sign(payload);
        JsonObject entry = (Signature with { PayloadType = null, Kind = "hashedrekord", Content = payload }).Entry(LogV1, signature);
        return new CosignSeed(
            payload,
            Convert.ToBase64String(signature),
            PemEncoding.WriteString("CERTIFICATE", Certificate.Der),
            VirtualRekor.Annotation(entry),
            new JsonObject { ["SignedRFC3161Timestamp"] = Convert.ToBase64String(Sigstore.TimestampAuthority.Stamp(signature, Times[1])) }.ToJsonString());
    }

    private static IdentityPattern Pattern(string text) =>
        IdentityPattern.TryParse(text, out IdentityPattern? pattern, out string? error) ? pattern : throw new InvalidDataException(error);
}
