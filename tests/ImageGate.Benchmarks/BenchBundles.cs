using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Benchmarks;

/// <summary>
/// One image signed in every way that a Sigstore instance knows, with the algorithms of the public-good one: P-384
/// authorities, P-256 leaves, logs and time-stamp signers.
/// </summary>
internal sealed class BenchBundles
{
    public const string Provenance = "https://slsa.dev/provenance/v1";

    private const string SignPredicate = "https://sigstore.dev/cosign/sign/v1";
    private const int ProvenanceBytes = 16 * 1024;

    private static readonly Dictionary<string, string> NoAnnotations = [];

    private readonly VirtualSigstore _sigstore = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly VirtualRekor _logV1;
    private readonly VirtualRekor _logV2;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TrustedRoot _root;

    public BenchBundles()
    {
        _logV1 = new VirtualRekor("rekor.virtual.dev", isV2: false, _sigstore.Now.AddYears(-1));
        _logV2 = new VirtualRekor("log2026.rekor.virtual.dev", isV2: true, _sigstore.Now.AddYears(-1));
        _sigstore.TransparencyLogs.Add(_logV1.Json);
        _sigstore.TransparencyLogs.Add(_logV2.Json);
        _root = _sigstore.TrustedRoot();
    }

    public Digest Image { get; } = Digest.Of("an image"u8);

    /// <summary>What <c>cosign sign</c> 3 stores for a keyless signer: SET, inclusion proof, SCT.</summary>
    public RawSignature Keyless => Bundle(Signed);

    /// <summary>The same with an RFC 3161 stamp: what the public-good instance makes.</summary>
    public RawSignature KeylessStamped => Bundle(Signed with { StampTime = _sigstore.Now.AddMinutes(1) });

    /// <summary>An entry of Rekor v2, with a stamp, since such a log tells no time.</summary>
    public RawSignature KeylessV2 => Bundle(Signed with
    {
        Log = _logV2,
        Kind = "hashedrekord",
        Version = "0.0.2",
        HasPromise = false,
        IntegratedTime = null,
        StampTime = _sigstore.Now.AddMinutes(1),
    });

    /// <summary>A keyless layer of a <c>.sig</c> manifest: SET only.</summary>
    public RawSignature KeylessLayer
    {
        get
        {
            byte[] payload = CosignKey.Payload(Image);
            JsonObject bundle = (Signed with { Content = payload, PayloadType = null, Kind = "hashedrekord" }).Build();
            JsonNode material = bundle["verificationMaterial"]!;
            string certificate = PemEncoding.WriteString("CERTIFICATE", Convert.FromBase64String(material["certificate"]!["rawBytes"]!.GetValue<string>()));
            var annotations = new CosignAnnotations(certificate, null, VirtualRekor.Annotation(material["tlogEntries"]![0]!.AsObject()), null);
            return new RawSignature.SimpleSigning(payload, Digest.Of(payload), bundle["messageSignature"]!["signature"]!.GetValue<string>(), annotations);
        }
    }

    /// <summary>A keyless attestation with provenance of 16 KiB.</summary>
    public RawSignature Attestation => Bundle(Signed with { Content = Statement(Provenance, $$"""{"buildDefinition":"{{new string('x', ProvenanceBytes)}}"}""") });

    /// <summary>What <c>cosign sign --key</c> 3 stores without a log.</summary>
    public RawSignature Key => Bundle(Signed with { Certificate = null, Key = _key, Log = null });

    /// <summary>The same with an entry in the log.</summary>
    public RawSignature KeyLogged => Bundle(Signed with { Certificate = null, Key = _key });

    public SignerRequirement KeylessSigner
    {
        get
        {
            var request = new LeafRequest();
            return new SignerRequirement.Keyless(
                new IdentityPolicy(Pattern(request.Issuer), Pattern(request.Subject), NoAnnotations), _root, TrustRequirements.Default, NoAnnotations);
        }
    }

    private BundleSpec Signed => new()
    {
        Sigstore = _sigstore,
        Log = _logV1,
        Certificate = _sigstore.Issue(new LeafRequest { Extensions = Enumerable.Range(9, 14).ToDictionary(arc => arc, arc => $"https://github.com/acme/app/{arc}") }),
        Content = Statement(SignPredicate, "{}"),
        PayloadType = BundleSpec.InToto,
        Kind = "dsse",
        IntegratedTime = _sigstore.Now.AddMinutes(1),
    };

    public SignerRequirement KeySigner(TransparencyLog log)
    {
        PublicKey key = PublicKey.TryImport(_key.ExportSubjectPublicKeyInfo(), KeyHash.Default, out PublicKey? imported, out string? error) ? imported : throw new InvalidDataException(error);
        return new SignerRequirement.AnyKey([key], log, NoAnnotations, _root);
    }

    private byte[] Statement(string predicateType, string predicate) => Encoding.UTF8.GetBytes(
        $$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{Image.Hex}}"} }],"predicateType":"{{predicateType}}","predicate":{{predicate}} }""");

    private static RawSignature.Bundle Bundle(BundleSpec spec) => new(Encoding.UTF8.GetBytes(spec.Build().ToJsonString()));

    private static IdentityPattern Pattern(string text) =>
        IdentityPattern.TryParse(text, out IdentityPattern? pattern, out string? error) ? pattern : throw new InvalidDataException(error);
}
