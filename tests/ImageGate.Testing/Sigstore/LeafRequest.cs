using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Testing.Sigstore;

/// <summary>Who asks Fulcio for a certificate, and how it shall look.</summary>
public sealed record LeafRequest
{
    public string Issuer { get; init; } = "https://token.actions.githubusercontent.com";

    public string Subject { get; init; } = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1";

    /// <summary>By the last arc of the OID, 9 and above.</summary>
    public IReadOnlyDictionary<int, string> Extensions { get; init; } = new Dictionary<int, string>
    {
        [11] = "github-hosted",
        [12] = "https://github.com/acme/app",
        [16] = "https://github.com/acme",
    };

    /// <summary>The last word on the certificate, before the logs sign it.</summary>
    public Func<CertificateSpec, CertificateSpec> Change { get; init; } = spec => spec;

    /// <summary>Whose timestamps it gets; null for the instance's one log.</summary>
    public IReadOnlyList<VirtualCertificateLog>? CertificateLogs { get; init; }

    /// <summary>The certificate before any log saw it, for another issuer than the instance's.</summary>
    public CertificateSpec Spec(DateTimeOffset now) => Change(new CertificateSpec
    {
        NotBefore = now,
        NotAfter = now.AddMinutes(10),
        Purposes = [CertificateSpec.CodeSigning],
        Extensions = [Name(), FulcioField.Raw(1, Issuer), FulcioField.Text(8, Issuer), .. Extensions.Select(pair => FulcioField.Text(pair.Key, pair.Value))],
    });

    private X509Extension Name() => Subject.Contains("://", StringComparison.Ordinal) ? FulcioField.Uri(Subject) : FulcioField.Email(Subject);
}
