using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Certificates;

/// <summary>
/// A certificate authority outside of Sigstore, such as a company's own: a chain from the certificate that issues leaves to
/// the anchor. Immutable, and safe for use by several threads at once.
/// </summary>
/// <remarks>Source: RFC 5280, 6.1. The anchor is trusted because it stands here: it need not be self-signed.</remarks>
public sealed class OwnAuthority
{
    private const string Label = "CERTIFICATE";

    private static readonly ValidityWindow Always = new(null, null);

    private readonly IssuingPath _path;

    private OwnAuthority(IReadOnlyList<SigstoreCertificate> chain, IssuingPath path)
    {
        Chain = chain;
        _path = path;
    }

    /// <summary>From the issuing certificate to the anchor; never empty.</summary>
    public IReadOnlyList<SigstoreCertificate> Chain { get; }

    /// <summary>The last certificate of the chain.</summary>
    public SigstoreCertificate Anchor => Chain[^1];

    /// <summary>Reads the chain.</summary>
    /// <param name="pem">
    /// <c>CERTIFICATE</c> blocks, the issuer of leaves first and the anchor last, with blank lines and lines that start with
    /// <c>#</c> between them. The leaf is not among them.
    /// </param>
    /// <param name="authority">The authority, or null.</param>
    /// <param name="error">
    /// Why there is none, for people: no or more than <see cref="Limits.MaxChainCertificates"/> blocks, one of another kind or
    /// one that is no certificate, text between them, a certificate that is no authority or may not issue for code signing,
    /// name constraints, one that the next one did not issue.
    /// </param>
    public static bool TryParse(string pem, [NotNullWhen(true)] out OwnAuthority? authority, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(pem);
        authority = null;
        error = PemBlocks.Read(pem, Label, Limits.MaxChainCertificates, out IReadOnlyList<byte[]> blocks);
        var chain = new List<SigstoreCertificate>();
        foreach (byte[] der in blocks)
        {
            if (error is null && SigstoreCertificate.TryParse(der, out SigstoreCertificate? certificate, out error))
            {
                chain.Add(certificate);
            }
        }

        if (error is not null)
        {
            return false;
        }

        IssuingPath path = IssuingPath.Of(chain, ExtendedKeyUsage.CodeSigning);
        error = path is IssuingPath.Unusable unusable ? unusable.Reason : null;
        authority = error is null ? new OwnAuthority(chain, path) : null;
        return error is null;
    }

    /// <summary>Null when the authority issued the certificate for signing code, and all was good at every time.</summary>
    /// <param name="leaf">The certificate that came with the signature.</param>
    /// <param name="candidates">What else came with it, trusted by nobody. Looked at only when the chain is the anchor alone: a chain that names an issuer means that one.</param>
    /// <param name="times">At least one.</param>
    internal CertificatePathResult.Failed? Verify(
        SigstoreCertificate leaf, IReadOnlyList<SigstoreCertificate> candidates, IReadOnlyList<DateTimeOffset> times)
    {
        if (times.Count is 0 or > Limits.MaxVerifiedTimes)
        {
            return new(CertificatePathFailure.NoVerifiedTime, $"there are {times.Count} verified times; 1 to {Limits.MaxVerifiedTimes} are needed");
        }

        if (LeafCheck.Run(leaf, ExtendedKeyUsage.CodeSigning, times) is { } refused)
        {
            return refused;
        }

        CertificatePathResult.Failed? failed = CertificatePath.Under(leaf, _path, Always, times);
        return failed is null || Chain.Count > 1 ? failed
            : UnderCandidates(leaf, candidates, times, leaf.NamesIssuer(Anchor) ? failed : NoPath(candidates));
    }

    private static CertificatePathResult.Failed NoPath(IReadOnlyList<SigstoreCertificate> candidates) => new(
        CertificatePathFailure.IssuerUnknown,
        candidates.Count == 0
            ? "the authority did not issue the certificate, and no intermediate came with the signature"
            : "no path leads from the certificate over what came with the signature to the authority");

    private CertificatePathResult.Failed? UnderCandidates(
        SigstoreCertificate leaf, IReadOnlyList<SigstoreCertificate> candidates, IReadOnlyList<DateTimeOffset> times, CertificatePathResult.Failed furthest)
    {
        foreach (IReadOnlyList<SigstoreCertificate> path in new CandidatePaths(Anchor, candidates).From(leaf, []))
        {
            switch (CertificatePath.Under(leaf, IssuingPath.Of(path, ExtendedKeyUsage.CodeSigning), Always, times))
            {
                case null:
                    return null;
                case { } failed when failed.Failure > furthest.Failure:
                    furthest = failed;
                    break;
            }
        }

        return furthest;
    }
}
