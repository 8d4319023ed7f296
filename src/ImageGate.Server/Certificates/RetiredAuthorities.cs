namespace ImageGate.Server.Certificates;

/// <summary>Authorities whose keys are gone, and which are trusted until the last certificate of theirs has expired.</summary>
/// <param name="CertificatesPem">PEM blocks, newest first, without a line end behind the last.</param>
/// <param name="Until">When the last of their certificates expires.</param>
internal sealed record RetiredAuthorities(string CertificatesPem, DateTimeOffset Until)
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";

    /// <summary>How many.</summary>
    public int Count => CertificatesPem.Split(Begin).Length - 1;
}
