using ImageGate.Cloud;

namespace ImageGate.Kms;

/// <summary>What a problem of a service means for a key.</summary>
internal static class CloudProblems
{
    /// <summary>Nothing is known of the key.</summary>
    public static KmsAnswer.Unavailable ToAnswer(this CloudProblem problem) => new(problem.Fault, problem.Detail);
}
