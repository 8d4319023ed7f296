namespace ImageGate.Core.Policies;

/// <summary>Something that one of some signers must have stated of the image.</summary>
public sealed record AttestationDemand
{
    /// <summary>Makes the demand.</summary>
    /// <param name="name">Unique in its policy.</param>
    /// <param name="predicateType">What the statement must be about, exactly.</param>
    /// <param name="signers">Whose statement counts: any of them.</param>
    /// <param name="accept">Which of several must satisfy the demand.</param>
    /// <param name="maxAge">How long ago the statement may have been verified as made, or null: ever.</param>
    /// <exception cref="ArgumentException">No predicate type, or no signer: a demand that nobody or anybody could satisfy.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is not positive.</exception>
    public AttestationDemand(string name, string predicateType, IReadOnlyList<Signer> signers, AttestationAcceptance accept, TimeSpan? maxAge)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(predicateType);
        ArgumentNullException.ThrowIfNull(signers);
        if (maxAge is { } age)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(age, TimeSpan.Zero, nameof(maxAge));
        }

        Name = name;
        PredicateType = predicateType;
        Signers = signers.Count > 0 ? [.. signers] : throw new ArgumentException("an attestation needs a signer", nameof(signers));
        Accept = accept;
        MaxAge = maxAge;
    }

    /// <summary>Unique in its policy.</summary>
    public string Name { get; }

    /// <summary>What the statement must be about.</summary>
    public string PredicateType { get; }

    /// <summary>Whose statement counts; never empty.</summary>
    public IReadOnlyList<Signer> Signers { get; }

    /// <summary>Which of several must satisfy the demand.</summary>
    public AttestationAcceptance Accept { get; }

    /// <summary>How old it may be by its verified time, or null: as old as it likes. With it, a statement without a verified time fails.</summary>
    public TimeSpan? MaxAge { get; }
}
