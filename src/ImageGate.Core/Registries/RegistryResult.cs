namespace ImageGate.Core.Registries;

/// <summary>A registry's answer.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public abstract record RegistryResult<T>
{
    private RegistryResult()
    {
    }

    /// <summary>The answer.</summary>
    public sealed record Found(T Value) : RegistryResult<T>;

    /// <summary>Why there is none.</summary>
    public sealed record Failed(RegistryFailure Failure) : RegistryResult<T>;
}
