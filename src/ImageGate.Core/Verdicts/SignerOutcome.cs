namespace ImageGate.Core.Verdicts;

/// <summary>What one signer of a policy said.</summary>
public sealed record SignerOutcome(string Name, CheckResult Result);
