namespace ImageGate.Sigstore.Certificates;

/// <summary>Whether enough certificate logs promised to show a certificate to everybody.</summary>
internal abstract record CertificateTimestampResult
{
    private CertificateTimestampResult()
    {
    }

    /// <summary>Enough.</summary>
    /// <param name="DistinctLogs">Of how many logs there is a genuine timestamp.</param>
    public sealed record Verified(int DistinctLogs) : CertificateTimestampResult;

    /// <summary>Not enough.</summary>
    /// <param name="Failure">The check that refused the timestamp that came furthest.</param>
    /// <param name="Detail">For people.</param>
    public sealed record Failed(CertificateTimestampFailure Failure, string Detail) : CertificateTimestampResult;
}
