using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageGate.Kubernetes.Policies;
using ImageGate.Kubernetes.Policies.Documents;

namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>Reads the certificates of an <see cref="ApiAuthority"/>.</summary>
internal static class AuthorityCertificates
{
    /// <summary>The PEM text of at least one certificate, or what is wrong with it; never both.</summary>
    public static (string? Pem, string? Problem) Read(ApiAuthority authority) => authority switch
    {
        ApiAuthority.Pem pem => Check("the certificate authority", pem.Text),
        ApiAuthority.File file => BoundedFile.Read(file.Path, ApiLimits.MaxCaBytes) switch
        {
            ReferencedFile.Found found => Check($"the certificate authority {file.Path}", Encoding.UTF8.GetString(found.Content.Span)),
            ReferencedFile.Unreadable unreadable => (null, $"the certificate authority {file.Path} cannot be used: {unreadable.Reason}"),
            _ => throw new UnreachableException(),
        },
        _ => throw new UnreachableException(),
    };

    /// <summary>The certificates of a text that was checked.</summary>
    public static X509Certificate2Collection Parse(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates;
    }

    private static (string?, string?) Check(string name, string pem) =>
        CaBundle.Check(pem) is { } problem ? (null, $"{name} cannot be used: {problem}") : (pem, null);
}
