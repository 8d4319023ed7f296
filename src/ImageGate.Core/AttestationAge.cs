using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;

namespace ImageGate.Core;

/// <summary>Whether an attestation is young enough, by the time that a log or a time-stamping authority says.</summary>
/// <param name="maxAge">The demand, or null: none.</param>
/// <param name="now">The time of the decision.</param>
internal sealed class AttestationAge(TimeSpan? maxAge, DateTimeOffset now)
{
    /// <summary>The answer where the age matters and is not known.</summary>
    public static CheckResult.Failed Unknown { get; } =
        new(ReasonCode.VerifiedTimeMissing, "nobody trusted says when the attestation was made, and its age is demanded");

    /// <summary>When an attestation that is young enough stops being so, or null: never.</summary>
    public DateTimeOffset? End(VerifiedAttestation attestation) => attestation.SignedBy + maxAge;

    /// <summary>Null when it is young enough.</summary>
    public CheckResult.Failed? Check(VerifiedAttestation attestation)
    {
        if (maxAge is not { } allowed)
        {
            return null;
        }

        if (attestation.SignedBy is not { } time)
        {
            return Unknown;
        }

        return now - time <= allowed ? null
            : new CheckResult.Failed(ReasonCode.AttestationTooOld, $"the attestation by {attestation.Identity} is of {time.UtcDateTime:u}, more than {allowed:c} ago");
    }
}
