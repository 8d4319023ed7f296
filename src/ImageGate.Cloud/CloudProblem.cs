namespace ImageGate.Cloud;

/// <summary>Why nothing came.</summary>
/// <param name="Fault">Which kind.</param>
/// <param name="Detail">For the log; holds nothing secret, and nothing of what came.</param>
public sealed record CloudProblem(CloudFault Fault, string Detail);
