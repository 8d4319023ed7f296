namespace ImageGate.Sigstore;

/// <summary>
/// Proof that someone wanted stated something of one image; no proof that the image itself was signed. Only
/// <see cref="SignatureVerifier"/> can make one.
/// </summary>
public sealed class VerifiedAttestation
{
    internal VerifiedAttestation(Digest image, string identity, DateTimeOffset? signedBy, string predicateType, ReadOnlyMemory<byte> statement)
    {
        Image = image;
        Identity = identity;
        SignedBy = signedBy;
        PredicateType = predicateType;
        Statement = statement;
    }

    /// <summary>The image that the statement is about.</summary>
    public Digest Image { get; }

    /// <summary>Who stated it, written as <see cref="VerifiedSignature.Identity"/>.</summary>
    public string Identity { get; }

    /// <summary>The earliest verified time of the statement, or null: see <see cref="VerifiedSignature.SignedBy"/>.</summary>
    public DateTimeOffset? SignedBy { get; }

    /// <summary>What kind of statement.</summary>
    public string PredicateType { get; }

    /// <summary>The in-toto statement, JSON, byte for byte as it was signed.</summary>
    public ReadOnlyMemory<byte> Statement { get; }
}
