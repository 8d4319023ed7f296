using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Server.Certificates;

/// <summary>From when until when a certificate is good, to the second, as certificates say it.</summary>
internal sealed record ValidityPeriod(DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>That of a certificate.</summary>
    public static ValidityPeriod Of(X509Certificate2 certificate) =>
        new(new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));

    /// <summary>Whether a clock says that it is good.</summary>
    public bool Contains(DateTimeOffset now) => NotBefore <= now && now < NotAfter;
}
