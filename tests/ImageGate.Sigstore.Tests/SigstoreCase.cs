using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests;

/// <summary>A good bundle of each kind in a Sigstore instance of its own, for a test to break in one place.</summary>
internal sealed class SigstoreCase
{
    public const string Issuer = "https://token.actions.githubusercontent.com";
    public const string Subject = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1";
    public const string SignPredicate = "https://sigstore.dev/cosign/sign/v1";

    public static readonly Digest Image = Digest.Of("an image"u8);

    private static readonly Dictionary<string, string> NoAnnotations = [];

    public SigstoreCase()
    {
        Sigstore = new VirtualSigstore(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        LogV1 = new VirtualRekor("rekor.virtual.dev", isV2: false, Sigstore.Now.AddYears(-1));
        LogV2 = new VirtualRekor("log2026.rekor.virtual.dev", isV2: true, Sigstore.Now.AddYears(-1));
        Certificate = Sigstore.Issue();
        Sigstore.TransparencyLogs.Add(LogV1.Json);
        Sigstore.TransparencyLogs.Add(LogV2.Json);
    }

    public VirtualSigstore Sigstore { get; }

    public VirtualRekor LogV1 { get; }

    public VirtualRekor LogV2 { get; }

    public VirtualCertificate Certificate { get; }

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public DateTimeOffset Now => Sigstore.Now;

    public static byte[] ArtifactBytes => "an artifact"u8.ToArray();

    /// <summary>A blob with certificate, in Rekor v1 with promise and proof.</summary>
    public BundleSpec Blob => new()
    {
        Sigstore = Sigstore,
        Log = LogV1,
        Certificate = Certificate,
        Content = ArtifactBytes,
        IntegratedTime = Now.AddMinutes(1),
    };

    /// <summary>A blob with certificate, in Rekor v2 and time-stamped.</summary>
    public BundleSpec BlobV2 => Blob with { Log = LogV2, Version = "0.0.2", HasPromise = false, IntegratedTime = null, StampTime = Now.AddMinutes(1) };

    /// <summary>What <c>cosign sign</c> 3 makes.</summary>
    public BundleSpec ImageSignature => Blob with { Content = Statement(SignPredicate), PayloadType = BundleSpec.InToto, Kind = "dsse" };

    public BundleSpec WithKey(BundleSpec spec) => spec with { Certificate = null, Key = Key };

    public static byte[] Statement(string predicateType, string? subject = null, string type = "https://in-toto.io/Statement/v1") => Encoding.UTF8.GetBytes(
        $$"""{"_type":"{{type}}","subject":[{{subject ?? SubjectOf(Image)}}],"predicateType":"{{predicateType}}","predicate":{} }""");

    public static string SubjectOf(Digest image, string annotations = "{}") => $$"""{"digest":{"sha256":"{{image.Hex}}"} ,"annotations":{{annotations}} }""";

    public SignerRequirement.Keyless Keyless(TrustRequirements? demands = null, TrustedRoot? root = null, string issuer = Issuer, string subject = Subject) =>
        new(new IdentityPolicy(Pattern(issuer), Pattern(subject), NoAnnotations), root ?? Sigstore.TrustedRoot(), demands ?? TrustRequirements.Default, NoAnnotations);

    public SignerRequirement.AnyKey AnyKey(TransparencyLog log = TransparencyLog.Required) => new([TestKeys.Import(Key)], log, NoAnnotations, Sigstore.TrustedRoot());

    public BundleResult Verify(JsonNode bundle, SignerRequirement? signer = null) =>
        BundleVerifier.Verify(Bytes(bundle), Artifact.Of(ArtifactBytes), signer ?? Keyless());

    public VerificationResult VerifyImage(SignerRequirement signer, params RawSignature[] signatures) =>
        SignatureVerifier.Verify(Image, signatures, signer, CancellationToken.None);

    public static ReadOnlyMemory<byte> Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    public static IdentityPattern Pattern(string text) =>
        IdentityPattern.TryParse(text, out IdentityPattern? pattern, out string? error) ? pattern : throw new InvalidDataException(error);
}
