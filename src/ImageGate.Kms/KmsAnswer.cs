using ImageGate.Cloud;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Kms;

/// <summary>What asking for a key came to.</summary>
public abstract record KmsAnswer
{
    private KmsAnswer()
    {
    }

    /// <summary>The key is there and good for signing.</summary>
    /// <param name="Pem">One public key.</param>
    /// <param name="Hash">What the KMS hashes with, or null: it leaves that to who signs, or the key's type needs none.</param>
    public sealed record Found(string Pem, KeyHash? Hash) : KmsAnswer;

    /// <summary>The KMS answered, and the key must not be trusted: disabled, destroyed, not there, not for signing. What was known before is not kept.</summary>
    /// <param name="Reason">For people; one of a few sentences.</param>
    public sealed record Refused(string Reason) : KmsAnswer;

    /// <summary>Nothing is known. What was known before stays.</summary>
    /// <param name="Fault">Why.</param>
    /// <param name="Detail">For the log; holds nothing secret, and nothing of what came.</param>
    public sealed record Unavailable(CloudFault Fault, string Detail) : KmsAnswer;
}
