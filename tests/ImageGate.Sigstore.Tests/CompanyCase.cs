using System.Text.Json.Nodes;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests;

/// <summary>A good signature with a certificate of a company's own PKI, for a test to break in one place.</summary>
internal sealed class CompanyCase
{
    private static readonly Dictionary<string, string> NoAnnotations = [];

    public CompanyCase() => Company = new VirtualCompany(Sigstore.Now);

    public SigstoreCase Sigstore { get; } = new();

    public VirtualCompany Company { get; }

    public DateTimeOffset Now => Sigstore.Now;

    /// <summary>A blob in Rekor v1, with the intermediate beside the certificate.</summary>
    public BundleSpec Blob => Sigstore.Blob with { Certificate = Company.Leaf, Others = [Company.Sub.Der] };

    /// <summary>Of whoever trusts the root alone.</summary>
    public SignerRequirement.Certificate Signer(
        string name = VirtualCompany.LeafName, SubjectKind kind = SubjectKind.DistinguishedName, SigningTime? time = null, params IReadOnlyList<VirtualCertificate> chain) =>
        new(Authority(chain.Count > 0 ? chain : [Company.Root]), new SubjectPolicy(kind, Pattern(name, kind)), time ?? Logged, NoAnnotations);

    public SignerRequirement.Certificate Under(params IReadOnlyList<VirtualCertificate> chain) => Signer(chain: chain);

    public SigningTime Logged => new SigningTime.Verified(Sigstore.Sigstore.TrustedRoot(), TransparencyLog.Required);

    public SigningTime Stamped => new SigningTime.Verified(Sigstore.Sigstore.TrustedRoot(), TransparencyLog.NotRequired);

    public BundleResult Verify(BundleSpec spec, SignerRequirement? signer = null, DateTimeOffset? now = null) => Verify(spec.Build(), signer, now);

    public BundleResult Verify(JsonNode bundle, SignerRequirement? signer = null, DateTimeOffset? now = null) =>
        BundleVerifier.Verify(SigstoreCase.Bytes(bundle), Artifact.Of(SigstoreCase.ArtifactBytes), signer ?? Signer(), now);

    private static OwnAuthority Authority(IReadOnlyList<VirtualCertificate> chain) =>
        OwnAuthority.TryParse(VirtualCompany.Pem(chain), out OwnAuthority? authority, out string? error) ? authority : throw new InvalidDataException(error);

    private static IdentityPattern Pattern(string text, SubjectKind kind) =>
        (kind == SubjectKind.DistinguishedName ? IdentityPattern.TryParseName(text, out IdentityPattern? pattern, out string? error) : IdentityPattern.TryParse(text, out pattern, out error))
            ? pattern!
            : throw new InvalidDataException(error);
}
