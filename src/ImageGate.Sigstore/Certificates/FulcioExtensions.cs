using System.Collections.Frozen;

namespace ImageGate.Sigstore.Certificates;

/// <summary>The extensions that Fulcio writes, by their documented names.</summary>
/// <remarks>Source: fulcio, docs/oid-info.md.</remarks>
public static class FulcioExtensions
{
    internal const string LegacyIssuer = CertificateExtension.FulcioPrefix + "1";
    internal const string OtherName = CertificateExtension.FulcioPrefix + "7";
    internal const string Issuer = CertificateExtension.FulcioPrefix + "8";

    /// <summary>Those that hold the text itself instead of a UTF8String: 1 to 6, which are deprecated.</summary>
    private const int LastRaw = 6;

    // By the last arc of the OID. 1 and 8 are both the issuer, 7 is a kind of subject and no extension.
    private static readonly string?[] ByArc =
    [
        null,
        "issuer",
        "githubWorkflowTrigger",
        "githubWorkflowSHA",
        "githubWorkflowName",
        "githubWorkflowRepository",
        "githubWorkflowRef",
        null,
        "issuer",
        "buildSignerURI",
        "buildSignerDigest",
        "runnerEnvironment",
        "sourceRepositoryURI",
        "sourceRepositoryDigest",
        "sourceRepositoryRef",
        "sourceRepositoryIdentifier",
        "sourceRepositoryOwnerURI",
        "sourceRepositoryOwnerIdentifier",
        "buildConfigURI",
        "buildConfigDigest",
        "buildTrigger",
        "runInvocationURI",
        "sourceRepositoryVisibilityAtSigning",
        "deploymentEnvironment",
        "tokenSubject",
    ];

    private static readonly FrozenDictionary<string, FulcioExtension> ByOid = Enumerable.Range(0, ByArc.Length)
        .Where(arc => ByArc[arc] is not null)
        .ToFrozenDictionary(arc => CertificateExtension.FulcioPrefix + arc, arc => new FulcioExtension(ByArc[arc]!, arc <= LastRaw));

    /// <summary>All names that a policy may ask for.</summary>
    public static FrozenSet<string> Names { get; } = ByArc.OfType<string>().ToFrozenSet(StringComparer.Ordinal);

    internal static FulcioExtension? Find(string oid) => ByOid.GetValueOrDefault(oid);
}
