using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>What <c>key</c> of a signer says.</summary>
/// <param name="Keys">At least one.</param>
/// <param name="Window">When they are good, or null: always.</param>
internal sealed record SignerKeys(IReadOnlyList<PublicKey> Keys, ValidityWindow? Window);
