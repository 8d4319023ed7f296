using System.Net;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>Where a registry's API is, and which other hosts belong to it.</summary>
internal sealed class RegistryEndpoint
{
    private const string DockerHub = "docker.io";
    private const string DockerHubApi = "registry-1.docker.io";
    private const string DockerHubTokens = "auth.docker.io";

    public RegistryEndpoint(RegistryAccess access)
    {
        IsInsecure = access.InsecureHttp;
        IsConfigured = access.IsConfigured;
        Root = new Uri($"{(IsInsecure ? "http" : "https")}://{(access.Host == DockerHub ? DockerHubApi : access.Host)}/");
    }

    /// <summary>The URL that all paths stand below.</summary>
    public Uri Root { get; }

    /// <summary>Plain HTTP was chosen for this registry.</summary>
    public bool IsInsecure { get; }

    /// <summary>Somebody configured this registry; else whoever named an image chose it.</summary>
    public bool IsConfigured { get; }

    /// <summary>Whether the registry was put on this machine by its name: <c>localhost</c>, <c>x.localhost</c>, 127.0.0.0/8, ::1.</summary>
    /// <remarks>Source: RFC 6761, 6.3.</remarks>
    public bool IsLoopback => IsConfigured
        && (Root.IdnHost is "localhost" || Root.IdnHost.EndsWith(".localhost", StringComparison.Ordinal)
        || (IPAddress.TryParse(Root.IdnHost, out IPAddress? address) && IPAddress.IsLoopback(address)));

    /// <summary>Same scheme, host and port: the only place where what was meant for the registry may go.</summary>
    public bool IsOrigin(Uri uri) => IsSameOrigin(Root, uri);

    /// <summary>The same host, at whatever port; an IPv6 address with or without its brackets.</summary>
    public bool IsHost(string host) => host.Trim('[', ']').Equals(Root.IdnHost.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether another host is in the same hands, so that the registry's credentials may go to its token service there: the
    /// same host, its parent domain (registry.gitlab.com: gitlab.com), a sub-domain of it (acme.io: auth.acme.io), or Docker
    /// Hub's own pair.
    /// </summary>
    /// <remarks>
    /// Who holds a parent domain rules its names anyway, and who holds a name rules what is below it. Siblings are not in
    /// the same hands: mallory.azurecr.io is beside acme.azurecr.io, and mallory.co.uk beside acme.co.uk.
    /// </remarks>
    public bool IsKin(Uri uri)
    {
        string own = Root.IdnHost;
        string other = uri.IdnHost;
        return IsHost(other)
            || (own == DockerHubApi && other.Equals(DockerHubTokens, StringComparison.OrdinalIgnoreCase))
            || (IsName(Root) && IsName(uri) && (IsParent(other, own) || IsBelow(other, own)));
    }

    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase) && one.Port == other.Port;

    private static bool IsName(Uri uri) => uri.HostNameType == UriHostNameType.Dns;

    // Two labels at least: nobody's registry has the token service of a whole top-level domain.
    private static bool IsParent(string parent, string own) =>
        parent.Contains('.', StringComparison.Ordinal) && own[(own.IndexOf('.', StringComparison.Ordinal) + 1)..].Equals(parent, StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string below, string own) =>
        own.Contains('.', StringComparison.Ordinal) && below.EndsWith("." + own, StringComparison.OrdinalIgnoreCase);
}
