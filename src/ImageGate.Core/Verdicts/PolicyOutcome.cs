using ImageGate.Core.Policies;

namespace ImageGate.Core.Verdicts;

/// <summary>What one policy said.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Result">Its answer.</param>
/// <param name="Signers">Its signers' answers and after them those of its attestations (<c>attestation/NAME</c>), in the policy's order; empty when none was asked.</param>
public sealed record PolicyOutcome(TrustPolicy Policy, CheckResult Result, IReadOnlyList<SignerOutcome> Signers);
