using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.Server.Certificates;

/// <summary>
/// The state as a Secret's data: <c>tls.crt</c>, <c>tls.key</c>, <c>ca.crt</c>, <c>ca.key</c>, and while authorities change
/// <c>next-ca.crt</c>, <c>next-ca.key</c>, <c>retired-ca.crt</c>, <c>retired-until</c>.
/// </summary>
/// <remarks>An empty value is none: a merge patch with a version cannot take a key away.</remarks>
internal static class CertificateSecret
{
    private const string Leaf = "tls.crt";
    private const string LeafKey = "tls.key";
    private const string Signing = "ca.crt";
    private const string SigningKey = "ca.key";
    private const string Next = "next-ca.crt";
    private const string NextKey = "next-ca.key";
    private const string Retired = "retired-ca.crt";
    private const string RetiredUntil = "retired-until";

    private static readonly string[] Names = [Leaf, LeafKey, Signing, SigningKey, Next, NextKey, Retired, RetiredUntil];

    /// <summary>The data of a state: every name, so that nothing of an earlier state stays.</summary>
    public static IReadOnlyDictionary<string, byte[]> Write(CertificateState state)
    {
        string[] values =
        [
            state.Leaf.CertificatePem, state.Leaf.KeyPem, state.Signing.CertificatePem, state.Signing.KeyPem,
            state.Next?.CertificatePem ?? "", state.Next?.KeyPem ?? "",
            state.Retired?.CertificatesPem ?? "", state.Retired?.Until.ToString("O", CultureInfo.InvariantCulture) ?? "",
        ];
        return Names.Zip(values).ToDictionary(pair => pair.First, pair => Encoding.ASCII.GetBytes(pair.Second.Length == 0 ? "" : pair.Second + "\n"));
    }

    /// <summary>Reads a Secret, which may be any.</summary>
    /// <param name="secret">The Secret, or null: there is none.</param>
    public static StoredCertificates Read(Secret? secret)
    {
        if (secret is null || Array.TrueForAll(Names, name => Text(secret, name).Length == 0))
        {
            return new StoredCertificates.Absent();
        }

        try
        {
            return ReadParts(secret);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException or FormatException)
        {
            return new StoredCertificates.Damaged(broken.Message.ReplaceLineEndings(" "));
        }
    }

    private static StoredCertificates ReadParts(Secret secret)
    {
        var signing = SigningAuthority.Read(Text(secret, Signing), Text(secret, SigningKey));
        var leaf = ServingCertificate.Read(Text(secret, Leaf), Text(secret, LeafKey));
        SigningAuthority? next = Text(secret, Next).Length == 0 ? null : SigningAuthority.Read(Text(secret, Next), Text(secret, NextKey));
        RetiredAuthorities? retired = Text(secret, Retired).Length == 0 ? null : ReadRetired(secret);
        return leaf.IsSignedBy(signing.CertificatePem)
            ? new StoredCertificates.Good(new CertificateState(signing, leaf, next, retired))
            : new StoredCertificates.Damaged($"{Leaf} is not signed by {Signing}");
    }

    private static RetiredAuthorities ReadRetired(Secret secret)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Text(secret, Retired));
        if (certificates.Count is 0 or > CertificateTimes.MaxRetired)
        {
            throw new FormatException($"{Retired} has {certificates.Count} certificates");
        }

        return new RetiredAuthorities(
            string.Join('\n', certificates.Select(certificate => certificate.ExportCertificatePem())),
            DateTimeOffset.ParseExact(Text(secret, RetiredUntil), "O", CultureInfo.InvariantCulture));
    }

    private static string Text(Secret secret, string name) => secret.Data.TryGetValue(name, out byte[]? value) && value is not null ? Encoding.UTF8.GetString(value).Trim() : "";
}
