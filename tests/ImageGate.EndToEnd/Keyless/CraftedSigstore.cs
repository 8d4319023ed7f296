using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;
using ImageGate.Testing.Sigstore;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>A Sigstore instance whose keys the tests hold: it signs what no honest instance signs, at times that have passed.</summary>
internal sealed class CraftedSigstore
{
    public const string Subject = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1";
    public const string SignPredicate = "https://sigstore.dev/cosign/sign/v1";

    public CraftedSigstore(string folder)
    {
        Directory.CreateDirectory(folder);
        var hour = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3_600);
        Sigstore = new VirtualSigstore(hour);
        Log1 = NewLog("rekor.virtual.dev", isV2: false);
        Log2 = NewLog("log2026.rekor.virtual.dev", isV2: true);
        UnknownLog = NewLog("rekor.virtual.dev", isV2: false);
        Sigstore.TransparencyLogs.Add(Log1.Json);
        Sigstore.TransparencyLogs.Add(Log2.Json);
        Certificate = Sigstore.Issue();
        Files = WriteFiles(folder);
    }

    public VirtualSigstore Sigstore { get; }

    public VirtualRekor Log1 { get; }

    public VirtualRekor Log2 { get; }

    /// <summary>A log that the trusted root does not have.</summary>
    public VirtualRekor UnknownLog { get; }

    public VirtualCertificate Certificate { get; }

    public SigstoreFiles Files { get; }

    /// <summary>When everything happened: an hour ago.</summary>
    public DateTimeOffset Now => Sigstore.Now;

    public static byte[] Statement(PushedImage image, string predicateType = SignPredicate) => Encoding.UTF8.GetBytes(
        $$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{image.Digest.Hex}}"} }],"predicateType":"{{predicateType}}","predicate":{} }""");

    /// <summary>What cosign 3 makes with Rekor v1.</summary>
    public BundleSpec Signature(PushedImage image) => new()
    {
        Sigstore = Sigstore,
        Log = Log1,
        Certificate = Certificate,
        Content = Statement(image),
        PayloadType = BundleSpec.InToto,
        Kind = "dsse",
        IntegratedTime = Now.AddMinutes(1),
    };

    /// <summary>What cosign 3 makes with Rekor v2 and a time stamp.</summary>
    public BundleSpec Signature2(PushedImage image) => Signature(image) with
    {
        Log = Log2,
        Kind = "hashedrekord",
        Version = "0.0.2",
        HasPromise = false,
        IntegratedTime = null,
        StampTime = Now.AddMinutes(1),
    };

    /// <summary>What cosign 2 makes, as a layer of the <c>.sig</c> tag.</summary>
    public (JsonObject Layer, byte[] Blob) Layer(PushedImage image, Func<BundleSpec, BundleSpec> change)
    {
        byte[] payload = CosignKey.Payload(image.Digest);
        BundleSpec spec = change(Signature(image) with { Content = payload, PayloadType = null, Kind = "hashedrekord", HasProof = false });
        JsonObject bundle = spec.Build();
        JsonObject layer = OciJson.SignatureLayer(payload, bundle.At("messageSignature/signature").GetValue<string>());
        layer["annotations"]!["dev.sigstore.cosign/certificate"] = PemEncoding.WriteString("CERTIFICATE", spec.Certificate!.Der) + "\n";
        layer["annotations"]!["dev.sigstore.cosign/chain"] = File.ReadAllText(Files.FulcioChain);
        if (spec.Log is not null)
        {
            layer["annotations"]!["dev.sigstore.cosign/bundle"] = VirtualRekor.Annotation(bundle.At("verificationMaterial/tlogEntries/0").AsObject());
        }

        return (layer, payload);
    }

    private VirtualRekor NewLog(string host, bool isV2)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new VirtualRekor(host, isV2, Now.AddYears(-1)) { Key = key, LogId = SHA256.HashData(key.ExportSubjectPublicKeyInfo()) };
    }

    private SigstoreFiles WriteFiles(string folder)
    {
        string Write(string name, string text)
        {
            string path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            return path;
        }

        return new SigstoreFiles(
            Write("trusted_root.json", Sigstore.TrustedRootJson().ToJsonString()),
            Write("fulcio.pem", Chain(Sigstore.Fulcio, Sigstore.FulcioRoot)),
            Write("rekor.pub", Log1.Key.ExportSubjectPublicKeyInfoPem()),
            Write("ctfe.pub", PemEncoding.WriteString("PUBLIC KEY", Sigstore.CertificateLog.Json.Bytes("publicKey/rawBytes"))),
            Write("tsa.pem", Chain(Sigstore.TimestampAuthority.Signer, Sigstore.TimestampAuthority.Root)));
    }

    private static string Chain(params IEnumerable<VirtualCertificate> certificates) =>
        string.Concat(certificates.Select(certificate => PemEncoding.WriteString("CERTIFICATE", certificate.Der) + "\n"));
}
