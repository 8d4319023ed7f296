namespace ImageGate.Sigstore.Tests;

/// <summary>The reason in a result that must be a refusal.</summary>
internal static class Verdicts
{
    public static VerificationFailure Failure(this BundleResult result) => result.Should().BeOfType<BundleResult.Failed>().Which.Failure;

    public static VerificationFailure Failure(this VerificationResult result) => result.Should().BeOfType<VerificationResult.Failed>().Which.Failure;

    public static VerificationFailure Failure(this AttestationResult result) => result.Should().BeOfType<AttestationResult.Failed>().Which.Failure;
}
