using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>What <c>key</c> of a signer comes to.</summary>
/// <param name="Window">When the keys are good, or null: always.</param>
internal abstract record FoundKeys(ValidityWindow? Window)
{
    /// <summary>They are there.</summary>
    /// <param name="Keys">At least one.</param>
    /// <param name="Window">See <see cref="FoundKeys"/>.</param>
    public sealed record Ready(IReadOnlyList<PublicKey> Keys, ValidityWindow? Window) : FoundKeys(Window);

    /// <summary>They are kept elsewhere, and cannot be had now.</summary>
    /// <param name="Detail">Which, and why.</param>
    /// <param name="Window">See <see cref="FoundKeys"/>.</param>
    public sealed record Missing(string Detail, ValidityWindow? Window) : FoundKeys(Window);

    /// <summary>What the signer's signatures are verified with.</summary>
    /// <param name="trust">Makes it of the keys.</param>
    public SignerTrust Bind(Func<IReadOnlyList<PublicKey>, SignerTrust> trust) => this switch
    {
        Ready ready => trust(ready.Keys),
        Missing missing => new SignerTrust.Unavailable(ReasonCode.KeyUnavailable, missing.Detail),
        _ => throw new UnreachableException(),
    };
}
