namespace ImageGate.Cloud.Http;

/// <summary>What asking for a credential came to.</summary>
internal abstract record CloudToken
{
    private CloudToken()
    {
    }

    /// <summary>A token.</summary>
    public sealed record Given(string Token) : CloudToken;

    /// <summary>None.</summary>
    public sealed record None(CloudProblem Why) : CloudToken;

    /// <summary>A token, or that there is none.</summary>
    /// <param name="token">What came.</param>
    /// <param name="problem">What it means that it is null or empty, for people.</param>
    public static CloudToken Of(string? token, string problem) =>
        string.IsNullOrEmpty(token) ? new None(new CloudProblem(CloudFault.NoCredential, problem)) : new Given(token);
}
