using System.Net;
using System.Text.RegularExpressions;
using ImageGate.Core.Registries;
using ImageGate.Oci.Auth;
using ImageGate.Oci.Http;
using ImageGate.Oci.Manifests;
using ImageGate.Sigstore;

namespace ImageGate.Oci;

/// <summary>
/// Reads registries over HTTP: digests of tags, and signatures of images. It never writes. Whatever a registry does is a
/// result, not an exception; connections, tokens and bounds are kept by host, and a host's changed settings begin anew.
/// </summary>
/// <remarks>
/// Source: OCI distribution-spec v1.1. Credentials go to the registry and to token services in the same hands only, see
/// <see cref="RegistryAccess"/>; redirects are followed to https only and never with credentials to another origin.
/// </remarks>
public sealed partial class RegistryClient : IImageRegistry, IDisposable
{
    private readonly ConnectionPool _connections;
    private readonly LoginAttempts _logins;

    /// <summary>Makes a client. It is meant to live as long as the process and to be used by many at once.</summary>
    /// <param name="responseTimeout">The longest that one response may take, headers and body; more than zero.</param>
    /// <param name="clock">The clock of time-outs, waits and tokens.</param>
    /// <param name="userAgent">How the client introduces itself: <c>ImageGate/1.0</c>.</param>
    public RegistryClient(TimeSpan responseTimeout, TimeProvider clock, string userAgent)
        : this(responseTimeout, clock, userAgent, NameLookup.OfSystemAsync, null)
    {
    }

    /// <summary>The same that signs in at registries of clouds; without, what wants that is <see cref="RegistryFailure.Unavailable"/>.</summary>
    /// <param name="responseTimeout">The longest that one response may take, headers and body; more than zero.</param>
    /// <param name="clock">The clock of time-outs, waits and tokens.</param>
    /// <param name="userAgent">How the client introduces itself: <c>ImageGate/1.0</c>.</param>
    /// <param name="cloudLogin">Signs in with the pod's own identity, where policies say so.</param>
    public RegistryClient(TimeSpan responseTimeout, TimeProvider clock, string userAgent, CloudLogin cloudLogin)
        : this(responseTimeout, clock, userAgent, NameLookup.OfSystemAsync, cloudLogin)
    {
    }

    internal RegistryClient(
        TimeSpan responseTimeout, TimeProvider clock, string userAgent, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CloudLogin? cloudLogin)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(responseTimeout, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentException.ThrowIfNullOrWhiteSpace(userAgent);
        _logins = new LoginAttempts(cloudLogin);
        _connections = new ConnectionPool(new RegistryClientSettings(responseTimeout, clock, userAgent, resolve));
    }

    /// <summary>Requests so far, by registry and what came of them.</summary>
    public IReadOnlyDictionary<RegistryTraffic, long> Traffic => _connections.Traffic;

    /// <summary>The circuits that are open now, by registry.</summary>
    public IReadOnlyList<RegistryCircuits> OpenCircuits => _connections.OpenCircuits;

    internal ConnectionPool Connections => _connections;

    /// <inheritdoc/>
    /// <remarks>
    /// One HEAD when the registry names the digest, else a GET whose bytes (at most 4 MiB) are hashed. The named digest is
    /// the registry's word; it is what is verified and pinned afterwards, so a wrong one finds no signature.
    /// </remarks>
    /// <exception cref="ArgumentException">The tag is none, or the settings are those of another host.</exception>
    public async Task<RegistryResult<Digest>> ResolveAsync(RepositoryLocation repository, string tag, CancellationToken cancellationToken)
    {
        ThrowIfMixedUp(repository);
        ArgumentNullException.ThrowIfNull(tag);
        if (!Tag().IsMatch(tag))
        {
            throw new ArgumentException("not a tag", nameof(tag));
        }

        using ConnectionLease lease = _connections.Rent(repository.Access);
        return await _logins.AskAsync(
            repository, login => TagResolver.ResolveAsync(new Repository(repository.Name, login, lease.Connection), tag, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// What is missing or wrong is skipped with a note, what could not be read makes the set incomplete. Where nothing was
    /// found and something failed, the failure is the answer: that is not "unsigned".
    /// </remarks>
    /// <exception cref="ArgumentException">The settings are those of another host.</exception>
    public async Task<RegistryResult<SignatureSet>> ReadSignaturesAsync(
        RepositoryLocation repository, Digest image, SignatureSource source, CancellationToken cancellationToken)
    {
        ThrowIfMixedUp(repository);
        ArgumentNullException.ThrowIfNull(image);
        using ConnectionLease lease = _connections.Rent(repository.Access);
        return await _logins.AskAsync(
            repository, login => SignatureFinder.ReadAsync(new Repository(repository.Name, login, lease.Connection), image, source, cancellationToken), cancellationToken);
    }

    /// <summary>Closes the connections, as soon as nobody uses them.</summary>
    public void Dispose() => _connections.Dispose();

    // With the settings of one host the credentials of that host would go to another.
    private static void ThrowIfMixedUp(RepositoryLocation repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        if (repository.Access.Host != repository.Name.Registry)
        {
            throw new ArgumentException($"{repository.Name} was to be asked with the settings of {repository.Access.Host}", nameof(repository));
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Tag();
}
