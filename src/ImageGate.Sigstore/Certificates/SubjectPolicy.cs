namespace ImageGate.Sigstore.Certificates;

/// <summary>Whose certificate of a PKI outside of Sigstore is wanted.</summary>
public sealed class SubjectPolicy
{
    /// <summary>Makes the policy.</summary>
    /// <param name="kind">Which of the certificate's names is compared.</param>
    /// <param name="name">What it must be, as a whole. For a distinguished name <see cref="IdentityPattern.TryParseName"/> makes it.</param>
    public SubjectPolicy(SubjectKind kind, IdentityPattern name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Kind = kind;
        Name = name;
    }

    /// <summary>Which of the certificate's names is compared.</summary>
    public SubjectKind Kind { get; }

    /// <summary>What it must be.</summary>
    public IdentityPattern Name { get; }

    /// <summary>Whether one of the certificate's names of this kind is as wanted. A certificate without such a name is nobody's.</summary>
    public bool Matches(CertificateSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return subject.NamesOf(Kind).Any(Name.Matches);
    }
}
