using ImageGate.Kubernetes.Api;

namespace ImageGate.Server.Cluster;

/// <summary>What became of keeping a <c>caBundle</c>.</summary>
internal abstract record KeptResult
{
    private KeptResult()
    {
    }

    /// <summary>The API server said why not.</summary>
    public sealed record Failed(ApiFailure Failure) : KeptResult;

    /// <summary>There is no such configuration, so nobody calls by it.</summary>
    public sealed record Missing : KeptResult;

    /// <summary>It was another, and was written.</summary>
    public sealed record Written : KeptResult;

    /// <summary>It was right already.</summary>
    public sealed record Right : KeptResult;
}
