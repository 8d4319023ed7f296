using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Testing.Sigstore;

/// <summary>
/// A whole Sigstore instance in memory at one moment: it issues certificates, logs and stamps them, and says in a trusted
/// root whom to trust. Nothing of the verifier is used to make what the verifier is given.
/// </summary>
public sealed partial class VirtualSigstore
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public VirtualSigstore(DateTimeOffset now)
    {
        Now = now;
        FulcioRoot = VirtualCertificate.SelfSigned(CertificateSpec.Authority("O=virtual.dev, CN=virtual", now.AddYears(-1), now.AddYears(9)) with { PathLength = 1 });
        FulcioSpec = CertificateSpec.Authority("O=virtual.dev, CN=virtual-intermediate", now.AddYears(-1), now.AddYears(8)) with
        {
            PathLength = 0,
            Purposes = [CertificateSpec.CodeSigning],
        };
        Fulcio = FulcioRoot.Issue(FulcioSpec);
        CertificateLog = new VirtualCertificateLog("https://ctfe.virtual.dev/2026", now.AddYears(-1));
        TimestampAuthority = new VirtualTimestampAuthority(now.AddYears(-1), now.AddYears(8));
    }

    /// <summary>When everything happens.</summary>
    public DateTimeOffset Now { get; }

    public VirtualCertificate FulcioRoot { get; }

    /// <summary>The intermediate, which issues.</summary>
    public VirtualCertificate Fulcio { get; }

    /// <summary>What the intermediate says, for a test to break.</summary>
    public CertificateSpec FulcioSpec { get; }

    public VirtualCertificateLog CertificateLog { get; }

    public VirtualTimestampAuthority TimestampAuthority { get; }

    /// <summary>The entries of <c>tlogs</c>: who adds a transparency log adds its entry.</summary>
    public IList<JsonObject> TransparencyLogs { get; } = [];

    /// <summary>A certificate of Fulcio's, valid for ten minutes from <see cref="Now"/>, with timestamps of the certificate logs.</summary>
    public VirtualCertificate Issue(LeafRequest? request = null)
    {
        LeafRequest wanted = request ?? new LeafRequest();
        IReadOnlyList<VirtualCertificateLog> logs = wanted.CertificateLogs ?? [CertificateLog];
        return Fulcio.Issue(
            wanted.Spec(Now),
            tbs => logs.Count == 0 ? [] : [VirtualCertificateLog.Extension(logs.Select(log => log.Sign(tbs, Fulcio.SubjectPublicKeyInfo, Now)))]);
    }

    /// <summary>The trusted root, for a test to change.</summary>
    public JsonObject TrustedRootJson() => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        ["tlogs"] = new JsonArray([.. TransparencyLogs.Select(log => log.DeepClone())]),
        ["certificateAuthorities"] = new JsonArray(AuthorityJson("https://fulcio.virtual.dev", Fulcio, FulcioRoot)),
        ["ctlogs"] = new JsonArray(CertificateLog.Json),
        ["timestampAuthorities"] = new JsonArray(AuthorityJson("https://timestamp.virtual.dev", TimestampAuthority.Signer, TimestampAuthority.Root)),
    };

    public TrustedRoot TrustedRoot() => Parse(TrustedRootJson());

    /// <summary>The trusted root after a test changed it.</summary>
    public TrustedRoot TrustedRoot(Action<JsonObject> change)
    {
        JsonObject json = TrustedRootJson();
        change(json);
        return Parse(json);
    }

    public static TrustedRoot Parse(JsonObject json) =>
        ImageGate.Sigstore.Trust.TrustedRoot.TryParse(Encoding.UTF8.GetBytes(json.ToJsonString()), out TrustedRoot? root, out string? error)
            ? root
            : throw new InvalidDataException(error);

    /// <summary>An entry of <c>certificateAuthorities</c> or <c>timestampAuthorities</c>, good for a year before and after <see cref="Now"/>.</summary>
    public JsonObject AuthorityJson(string uri, params IEnumerable<VirtualCertificate> chain) => new()
    {
        ["uri"] = uri,
        ["certChain"] = new JsonObject
        {
            ["certificates"] = new JsonArray([.. chain.Select(certificate => new JsonObject { ["rawBytes"] = Convert.ToBase64String(certificate.Der) })]),
        },
        ["validFor"] = Window(Now.AddYears(-1), Now.AddYears(1)),
    };

    /// <summary>A <c>validFor</c>; null leaves an end out.</summary>
    public static JsonObject Window(DateTimeOffset? start, DateTimeOffset? end)
    {
        var window = new JsonObject();
        if (start is { } from)
        {
            window["start"] = from.UtcDateTime.ToString(Seconds, null);
        }

        if (end is { } to)
        {
            window["end"] = to.UtcDateTime.ToString(Seconds, null);
        }

        return window;
    }
}
