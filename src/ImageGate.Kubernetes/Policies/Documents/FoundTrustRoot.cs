using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>The trust root of a signer.</summary>
internal abstract record FoundTrustRoot
{
    private FoundTrustRoot()
    {
    }

    /// <summary>It is there, and does for the signer.</summary>
    public sealed record Ready(UsableTrustRoot Root) : FoundTrustRoot;

    /// <summary>It is not there now.</summary>
    public sealed record Missing(string Detail) : FoundTrustRoot;

    /// <summary>What the signer's signatures are verified with.</summary>
    /// <param name="require">Makes the demand.</param>
    /// <param name="identities">Who the signer is, when that is known without the root.</param>
    public SignerTrust Bind(Func<UsableTrustRoot, SignerRequirement> require, params IReadOnlyList<string> identities) => this switch
    {
        Ready ready => new SignerTrust.Ready(require(ready.Root)),
        Missing missing => new SignerTrust.Unavailable(ReasonCode.TrustRootUnavailable, missing.Detail) { Identities = identities },
        _ => throw new UnreachableException(),
    };
}
