using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Certificates;

/// <summary>At which time a certificate of a PKI outside of Sigstore must have been good.</summary>
public abstract record SigningTime
{
    private SigningTime()
    {
    }

    /// <summary>At every time that a log or a time-stamping authority says of the signature, and there is at least one.</summary>
    /// <param name="TrustedRoot">Whose logs and time stamps count.</param>
    /// <param name="TransparencyLog">Whether an entry in a log is demanded. When not, none is looked at and a time stamp is demanded.</param>
    public sealed record Verified(TrustedRoot TrustedRoot, TransparencyLog TransparencyLog) : SigningTime;

    /// <summary>
    /// Now, whenever that is: nobody says when the signature was made. A signature is refused as soon as its certificate has
    /// expired, and one that was made with a key that has been stolen since is accepted until then.
    /// </summary>
    public sealed record InsecureCurrent : SigningTime;
}
