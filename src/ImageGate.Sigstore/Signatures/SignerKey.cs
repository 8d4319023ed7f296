using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Signatures;

/// <summary>The key that a signature is verified with.</summary>
/// <param name="Key">The key.</param>
/// <param name="Certificate">The certificate that it comes from, not yet trusted; null for a key of the policy's.</param>
internal sealed record SignerKey(PublicKey Key, SigstoreCertificate? Certificate);
