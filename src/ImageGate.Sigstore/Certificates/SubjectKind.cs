namespace ImageGate.Sigstore.Certificates;

/// <summary>Which of a certificate's names a policy speaks of.</summary>
public enum SubjectKind
{
    /// <summary>The distinguished name, written as RFC 4514 has it: the most specific part first.</summary>
    DistinguishedName,

    /// <summary>One of the e-mail addresses (subjectAltName, rfc822Name).</summary>
    Email,

    /// <summary>One of the URIs (subjectAltName, uniformResourceIdentifier), such as a SPIFFE id.</summary>
    Uri,

    /// <summary>One of the host names (subjectAltName, dNSName).</summary>
    Dns,
}
