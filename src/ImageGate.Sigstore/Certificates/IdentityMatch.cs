namespace ImageGate.Sigstore.Certificates;

/// <summary>Whether a certificate's identity is the wanted one.</summary>
public abstract record IdentityMatch
{
    private IdentityMatch()
    {
    }

    /// <summary>It is.</summary>
    public sealed record Matched : IdentityMatch;

    /// <summary>Somebody else issued the identity.</summary>
    /// <param name="Found">The certificate's issuer.</param>
    public sealed record IssuerMismatch(string Found) : IdentityMatch;

    /// <summary>The right issuer vouched for somebody else.</summary>
    /// <param name="Found">The certificate's subject.</param>
    public sealed record SubjectMismatch(string Found) : IdentityMatch;

    /// <summary>Issuer and subject fit, an extension does not.</summary>
    /// <param name="Name">The first that does not fit.</param>
    /// <param name="Found">The certificate's value, or null when it has none.</param>
    public sealed record ExtensionMismatch(string Name, string? Found) : IdentityMatch;
}
