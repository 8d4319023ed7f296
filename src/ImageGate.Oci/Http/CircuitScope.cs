using ImageGate.Core.Registries;
using ImageGate.Oci.Auth;

namespace ImageGate.Oci.Http;

/// <summary>
/// For whom a circuit is open. A sign counts for no more than it proves: what one tenant can bring about at a shared registry
/// is not held against the others. The cases are all there are.
/// </summary>
internal abstract record CircuitScope(string Host)
{
    /// <summary>Everybody: the host is not reached.</summary>
    public sealed record Everybody(string Host) : CircuitScope(Host);

    /// <summary>Who asks as one, for whatever: the host asked to be left alone.</summary>
    public sealed record Login(string Host, RegistryCredential? Credential) : CircuitScope(Host);

    /// <summary>Who asks as one for one repository: it got no answer.</summary>
    public sealed record Repository(string Host, TokenKey Asker) : CircuitScope(Host);

    /// <summary>Those of a request, the widest first.</summary>
    public static CircuitScope[] Of(RegistryRequest request) =>
        [new Everybody(request.Host), new Login(request.Host, request.Asker.Credential), new Repository(request.Host, request.Asker)];
}
