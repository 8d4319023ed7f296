namespace ImageGate.Kubernetes.Api;

/// <summary>The API server's answer.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public abstract record ApiResult<T>
{
    private ApiResult()
    {
    }

    /// <summary>The answer.</summary>
    public sealed record Found(T Value) : ApiResult<T>;

    /// <summary>Why there is none.</summary>
    public sealed record Failed(ApiFailure Failure) : ApiResult<T>;
}
