using System.Diagnostics;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;

namespace ImageGate.Core.Verdicts;

/// <summary>What the verifier and the registry said, in the words of the domain.</summary>
internal static class Reasons
{
    public static ReasonCode Of(VerificationFailure failure) => failure switch
    {
        VerificationFailure.NoSignature => ReasonCode.NoSignature,
        VerificationFailure.TooManySignatures => ReasonCode.TooManySignatures,
        VerificationFailure.PayloadDigestMismatch => ReasonCode.PayloadDigestMismatch,
        VerificationFailure.SignatureMalformed => ReasonCode.SignatureMalformed,
        VerificationFailure.SignatureInvalid => ReasonCode.SignatureInvalid,
        VerificationFailure.PayloadMalformed => ReasonCode.PayloadMalformed,
        VerificationFailure.PayloadTypeWrong => ReasonCode.PayloadTypeWrong,
        VerificationFailure.ImageDigestMismatch => ReasonCode.ImageDigestMismatch,
        VerificationFailure.AnnotationMismatch => ReasonCode.AnnotationMismatch,
        VerificationFailure.LogEntryMissing => ReasonCode.LogEntryMissing,
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// Wrong credentials are a denial, not "could not tell": asking again gives the same answer, and whoever can make a
    /// repository private must not profit from a lenient <c>onUnavailable</c>.
    /// </summary>
    public static CheckResult Of(RegistryFailure failure) => failure switch
    {
        RegistryFailure.NotFound notFound => new CheckResult.Failed(ReasonCode.ImageNotFound, notFound.Detail),
        RegistryFailure.Unauthorized unauthorized => new CheckResult.Failed(ReasonCode.RegistryUnauthorized, unauthorized.Detail),
        RegistryFailure.TooLarge tooLarge => new CheckResult.Failed(ReasonCode.RegistryTooLarge, tooLarge.Detail),
        RegistryFailure.Invalid invalid => new CheckResult.Failed(ReasonCode.RegistryInvalid, invalid.Detail),
        RegistryFailure.Unavailable unavailable => new CheckResult.Unavailable(Of(unavailable.Cause), unavailable.Detail, unavailable.RetryAfter),
        _ => throw new UnreachableException(),
    };

    private static ReasonCode Of(UnavailableCause cause) => cause switch
    {
        UnavailableCause.Unreachable => ReasonCode.RegistryUnreachable,
        UnavailableCause.Timeout => ReasonCode.RegistryTimeout,
        UnavailableCause.Throttled => ReasonCode.RegistryThrottled,
        _ => throw new UnreachableException(),
    };
}
