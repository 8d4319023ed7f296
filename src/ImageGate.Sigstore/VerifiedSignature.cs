namespace ImageGate.Sigstore;

/// <summary>Proof that someone wanted signed one digest. Only <see cref="SignatureVerifier"/> can make one.</summary>
public sealed class VerifiedSignature
{
    internal VerifiedSignature(Digest image, string identity, DateTimeOffset? signedBy = null)
    {
        Image = image;
        Identity = identity;
        SignedBy = signedBy;
    }

    /// <summary>The digest that was signed: the only one that may be admitted on this proof.</summary>
    public Digest Image { get; }

    /// <summary>
    /// Who signed, such that two proofs with the same text come from one signer: <c>key:</c> and the sha256 of the
    /// public key's SubjectPublicKeyInfo in hex, <c>keyless:</c>, issuer, a blank and subject, or <c>certificate:</c> and the
    /// subject of the certificate. What is no printable ASCII is escaped.
    /// </summary>
    public string Identity { get; }

    /// <summary>
    /// The earliest time at which a log or a time-stamping authority saw the signature, or null when none was asked: a key
    /// that is good for ever needs none.
    /// </summary>
    public DateTimeOffset? SignedBy { get; }

    /// <summary>The digest and who signed it.</summary>
    public override string ToString() => $"{Image} by {Identity}";
}
