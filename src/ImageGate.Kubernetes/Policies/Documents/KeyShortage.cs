using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Sigstore;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Signers who can never all have signed, because they have too few keys together.</summary>
/// <param name="Signers">Their names; without any one of them there would be no shortage.</param>
/// <param name="Keys">The distinct keys that they have.</param>
internal sealed record KeyShortage(IReadOnlyList<string> Signers, int Keys)
{
    /// <summary>Null when <paramref name="atLeast"/> of the signers can have signed with a key of their own.</summary>
    public static KeyShortage? Find(IReadOnlyList<Signer> signers, int atLeast)
    {
        if (CountDistinct(signers) >= atLeast)
        {
            return null;
        }

        List<Signer> few = [.. signers];
        foreach (Signer signer in signers)
        {
            List<Signer> others = few.FindAll(other => other != signer);
            few = CountDistinct(others) < others.Count ? others : few;
        }

        return new KeyShortage([.. few.Select(signer => signer.Name)], few.SelectMany(Fingerprints).Distinct().Count());
    }

    private static int CountDistinct(IReadOnlyList<Signer> signers) => DistinctSigners.Count([.. signers.Select(Fingerprints)]);

    // Who signs with a certificate is known only from the signature: two patterns may mean two people, so each counts as one.
    // So does who is not known before a trust root is there: what comes later must not make an error of policies that are in force.
    private static string[] Fingerprints(Signer signer) => signer.Trust switch
    {
        SignerTrust.Ready { Requirement: SignerRequirement.AnyKey anyKey } => [.. anyKey.Keys.Select(key => key.Fingerprint)],
        SignerTrust.Ready { Requirement: SignerRequirement.Keyless or SignerRequirement.Certificate } => ["certificate of " + signer.Name],
        SignerTrust.Unavailable { Identities: { Count: > 0 } known } => [.. known],
        SignerTrust.Unavailable => ["unknown " + signer.Name],
        _ => throw new UnreachableException(),
    };
}
