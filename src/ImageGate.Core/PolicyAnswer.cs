using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;

namespace ImageGate.Core;

/// <summary>What one policy says of one digest.</summary>
/// <param name="Result">Its answer.</param>
/// <param name="Signers">The answers of its signers and attestations.</param>
/// <param name="Proof">A signature of that digest; null unless it passed.</param>
/// <param name="GoodUntil">When the answer has to be asked again because something in it grows too old, or null: never.</param>
internal sealed record PolicyAnswer(CheckResult Result, IReadOnlyList<SignerOutcome> Signers, VerifiedSignature? Proof, DateTimeOffset? GoodUntil)
{
    /// <summary>It could not be told.</summary>
    public static PolicyAnswer Unavailable(CheckResult failure) => new(failure, [], null, null);
}
