namespace ImageGate.Server.Certificates;

/// <summary>What a Secret was found to hold.</summary>
internal abstract record StoredCertificates
{
    private StoredCertificates()
    {
    }

    /// <summary>Nothing: there is no Secret, or an empty one.</summary>
    public sealed record Absent : StoredCertificates;

    /// <summary>Something that cannot be used.</summary>
    /// <param name="Reason">For people, without anything secret.</param>
    public sealed record Damaged(string Reason) : StoredCertificates;

    /// <summary>All that is needed, and it fits together.</summary>
    public sealed record Good(CertificateState State) : StoredCertificates;
}
