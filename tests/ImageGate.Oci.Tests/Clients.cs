using System.Net;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Tests;

/// <summary>Clients as tests want them, and their results opened.</summary>
internal static class Clients
{
    /// <summary>Longer than any wait between repetitions, so that a test can tell the two by their length.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(100);

    /// <summary>All waits between repetitions are shorter.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    public static RegistryClient New(TimeProvider? clock = null) => Resolving((host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken), clock);

    /// <summary>A client for which every name is this machine.</summary>
    public static RegistryClient AllNamesHere(TimeProvider? clock = null) => Resolving((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), clock);

    public static RegistryClient Resolving(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider? clock = null) =>
        new(ResponseTimeout, clock ?? TimeProvider.System, "ImageGate/test", resolve, null);

    /// <summary>What parts of a client are made with.</summary>
    public static RegistryClientSettings Settings() => new(ResponseTimeout, TimeProvider.System, "ImageGate/test", (_, _) => Task.FromResult<IPAddress[]>([]));

    public static T Found<T>(this RegistryResult<T> result) =>
        result is RegistryResult<T>.Found { Value: var value } ? value : throw new Xunit.Sdk.XunitException($"expected an answer, but found {result}");

    public static TFailure Failed<TFailure>(this object result)
        where TFailure : RegistryFailure
    {
        RegistryFailure failure = result switch
        {
            RegistryResult<Sigstore.Digest>.Failed { Failure: var found } => found,
            RegistryResult<SignatureSet>.Failed { Failure: var found } => found,
            _ => throw new Xunit.Sdk.XunitException($"expected a failure, but found {result}"),
        };
        TFailure wanted = failure as TFailure ?? throw new Xunit.Sdk.XunitException($"expected {typeof(TFailure).Name}, but found {failure}");
        wanted.Detail.Should().NotContainAny("\n", "\r", "secret", "Basic ", "Bearer ");
        return wanted;
    }
}
