namespace ImageGate.Kubernetes.PullSecrets;

/// <summary>What came of reading one object.</summary>
/// <typeparam name="T">What was wanted of it.</typeparam>
internal abstract record ObjectReading<T>
{
    private ObjectReading()
    {
    }

    /// <summary>It was read.</summary>
    /// <param name="Value">What was wanted.</param>
    /// <param name="Bytes">About how much memory it takes.</param>
    public sealed record Found(T Value, long Bytes) : ObjectReading<T>;

    /// <summary>It was not.</summary>
    public sealed record Failed(PullSecretProblem Problem) : ObjectReading<T>;
}
