using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>Key material made for one test.</summary>
internal static class TestKey
{
    public static string Pem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    public static string PrivatePem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    public static string CertificatePem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ca", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }

    /// <summary>PEM text as one line of YAML, so that the line numbers of a test do not depend on the key.</summary>
    public static string Quoted(string pem) => "\"" + pem.ReplaceLineEndings("\\n") + "\"";

    public static string QuotedPem() => Quoted(Pem());
}
