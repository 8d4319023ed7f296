using System.Security.Cryptography;
using System.Text;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Core.Tests;

/// <summary>An image in a Sigstore instance of its own, with what was signed and stated of it.</summary>
internal sealed class Attested
{
    public const string App = "ghcr.io/acme/app";
    public const string Provenance = "https://slsa.dev/provenance/v1";
    public const string SignPredicate = "https://sigstore.dev/cosign/sign/v1";
    public const string Issuer = "https://token.actions.githubusercontent.com";
    public const string Release = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1";
    public const string Build = "https://github.com/acme/app/.github/workflows/build.yml@refs/heads/main";

    public static readonly Digest Image = Digest.Of("an image"u8);

    private static readonly Dictionary<string, string> NoAnnotations = [];

    private readonly VirtualRekor _log;

    public Attested()
    {
        Sigstore = new VirtualSigstore(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        _log = new VirtualRekor("rekor.virtual.dev", isV2: false, Sigstore.Now.AddYears(-1));
        Sigstore.TransparencyLogs.Add(_log.Json);
        Root = Sigstore.TrustedRoot();
    }

    public VirtualSigstore Sigstore { get; }

    public TrustedRoot Root { get; }

    public DateTimeOffset Now => Sigstore.Now;

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The image, signed by the release workflow.</summary>
    public RawSignature Signature => Stated(SignPredicate, Release);

    /// <summary>A statement of the image by a workflow, logged some minutes after <see cref="Now"/>.</summary>
    public RawSignature Stated(string predicateType, string subject, int minute = 1, Digest? image = null) =>
        Bundle(Spec(predicateType, image) with { Certificate = Sigstore.Issue(new LeafRequest { Subject = subject }), IntegratedTime = Now.AddMinutes(minute) });

    /// <summary>The same by <see cref="Key"/>, logged when there is a time.</summary>
    public RawSignature StatedByKey(string predicateType, DateTimeOffset? time) =>
        Bundle(Spec(predicateType, null) with { Key = Key, Log = time is null ? null : _log, IntegratedTime = time });

    public Signer Workflow(string name, string subject, RepositoryName? repository = null) => new(
        name, new SignerRequirement.Keyless(new IdentityPolicy(Pattern(Issuer), Pattern(subject), NoAnnotations), Root, TrustRequirements.Default, NoAnnotations), repository);

    public Signer KeySigner(string name, TransparencyLog log) => new(name, new SignerRequirement.AnyKey([PublicKeyOf(Key)], log, NoAnnotations, Root), null);

    public StubRegistry Registry(params RawSignature[] stored) => new StubRegistry().Tag(App, "v1", Image).Signatures(App, Image, stored);

    public static TrustPolicy Policy(PolicyRule rule, PolicyMode mode = PolicyMode.Enforce) =>
        new("p", [ImagePattern.Parse("ghcr.io/**")], [], NamespaceScope.Everywhere, mode, rule, UnavailableAction.Deny.Instance);

    private static PublicKey PublicKeyOf(ECDsa key) =>
        PublicKeyPem.TryParse(key.ExportSubjectPublicKeyInfoPem(), KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out string? error)
            ? keys[0]
            : throw new InvalidDataException(error);

    private static IdentityPattern Pattern(string text) =>
        IdentityPattern.TryParse(text, out IdentityPattern? pattern, out string? error) ? pattern : throw new InvalidDataException(error);

    private static RawSignature.Bundle Bundle(BundleSpec spec) => new(Encoding.UTF8.GetBytes(spec.Build().ToJsonString()));

    private BundleSpec Spec(string predicateType, Digest? image) => new()
    {
        Sigstore = Sigstore,
        Log = _log,
        Content = Encoding.UTF8.GetBytes(
            $$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{(image ?? Image).Hex}}"} }],"predicateType":"{{predicateType}}","predicate":{} }"""),
        PayloadType = BundleSpec.InToto,
        Kind = "dsse",
    };
}
