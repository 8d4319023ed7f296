using System.Diagnostics;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>The next step after an answer; after a failure there is none.</summary>
internal static class RegistryResultSteps
{
    public static RegistryResult<TNext> Then<T, TNext>(this RegistryResult<T> result, Func<T, RegistryResult<TNext>> next) => result switch
    {
        RegistryResult<T>.Found { Value: var value } => next(value),
        RegistryResult<T>.Failed { Failure: var failure } => new RegistryResult<TNext>.Failed(failure),
        _ => throw new UnreachableException(),
    };

    public static async Task<RegistryResult<TNext>> ThenAsync<T, TNext>(this RegistryResult<T> result, Func<T, Task<RegistryResult<TNext>>> next) => result switch
    {
        RegistryResult<T>.Found { Value: var value } => await next(value),
        RegistryResult<T>.Failed { Failure: var failure } => new RegistryResult<TNext>.Failed(failure),
        _ => throw new UnreachableException(),
    };
}
