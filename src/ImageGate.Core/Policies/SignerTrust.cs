using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;

namespace ImageGate.Core.Policies;

/// <summary>What a signer's signatures are verified with, or why that cannot be had now.</summary>
public abstract record SignerTrust
{
    private SignerTrust()
    {
    }

    /// <summary>Everything is there.</summary>
    /// <param name="Requirement">What a signature must satisfy.</param>
    public sealed record Ready(SignerRequirement Requirement) : SignerTrust;

    /// <summary>
    /// Something that comes from elsewhere is not there yet, or is too old. Nobody can tell whether this signer signed: that
    /// is neither yes nor no.
    /// </summary>
    /// <param name="Reason">What is missing.</param>
    /// <param name="Detail">For people: one line, holds no secret.</param>
    public sealed record Unavailable(ReasonCode Reason, string Detail) : SignerTrust
    {
        /// <summary>Who the signer is as far as is known: fingerprints of keys. Empty: that is missing as well.</summary>
        public IReadOnlyList<string> Identities { get; init; } = [];
    }
}
