namespace ImageGate.Kubernetes.Admission;

/// <summary>A fault of ImageGate's own.</summary>
/// <param name="CorrelationId">16 random hex digits, which the user is told.</param>
/// <param name="Exception">What happened; for the log only.</param>
public sealed record AdmissionFault(string CorrelationId, Exception Exception);
