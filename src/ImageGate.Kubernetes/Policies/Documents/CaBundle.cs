using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Checks the PEM text of <c>caBundle</c>.</summary>
/// <remarks>Source: RFC 7468, 5. Explanatory text around the blocks is allowed (2): bundles in use have it.</remarks>
internal static class CaBundle
{
    private const string Label = "CERTIFICATE";

    /// <summary>What is wrong with the text, or null: every block of it is a certificate, and there is one.</summary>
    public static string? Check(ReadOnlySpan<char> rest)
    {
        int count = 0;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            string? error = HasBrokenBlock(rest[..fields.Location.Start]) ? "there is a broken PEM block" : CheckBlock(rest, fields);
            if (error is not null || ++count > PolicyLimits.MaxCertificates)
            {
                return error ?? $"there are more than {PolicyLimits.MaxCertificates} certificates";
            }

            rest = rest[fields.Location.End..];
        }

        return HasBrokenBlock(rest) ? "there is a broken PEM block"
            : count == 0 ? "there is no PEM block (-----BEGIN CERTIFICATE-----)"
            : null;
    }

    private static string? CheckBlock(ReadOnlySpan<char> text, PemFields fields)
    {
        ReadOnlySpan<char> label = text[fields.Label];
        if (!label.SequenceEqual(Label))
        {
            return label.EndsWith("PRIVATE KEY") ? "there is a private key: remove it from here" : "there is a PEM block that is no CERTIFICATE: remove it";
        }

        byte[] der = new byte[fields.DecodedDataLength];               // bounded by MaxPemCharacters
        if (!Convert.TryFromBase64Chars(text[fields.Base64Data], der, out _))
        {
            return "there is a PEM block that is not base64";
        }

        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return null;
        }
        catch (CryptographicException)
        {
            return "there is a CERTIFICATE block that is no certificate";
        }
    }

    private static bool HasBrokenBlock(ReadOnlySpan<char> text) => text.Contains("---", StringComparison.Ordinal);
}
