using System.Net;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>Where a registry's API is, and which other hosts belong to it.</summary>
internal sealed class RegistryEndpoint
{
    private const string DockerHub = "docker.io";
    private const string DockerHubApi = "registry-1.docker.io";

    // Registries whose token service is at a sibling of one owner. Those at the parent domain (registry.gitlab.com: gitlab.com)
    // or at the registry itself (ghcr.io, quay.io) need no entry.
    private static readonly (string Registry, string TokenService)[] Siblings =
    [
        (DockerHubApi, "auth.docker.io"),
        ("registry.digitalocean.com", "api.digitalocean.com"),
        ("registry.connect.redhat.com", "sso.redhat.com"),
    ];

    private readonly TokenRealmHosts _tokenRealms;
    private readonly bool _isOfCloud;

    public RegistryEndpoint(RegistryAccess access)
    {
        IsInsecure = access.InsecureHttp;
        IsConfigured = access.IsConfigured;
        _tokenRealms = access.TokenRealms;
        _isOfCloud = access.Credentials.Cloud is not null;
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
    /// same host, its parent domain (registry.gitlab.com: gitlab.com), a sub-domain of it (acme.io: auth.acme.io), the sibling
    /// of a registry that is known, or a host that its settings name. With the pod's own identity, the same host alone: clouds have their
    /// token services there.
    /// </summary>
    /// <remarks>
    /// Who holds a parent domain rules its names anyway, and who holds a name rules what is below it. Siblings are not in
    /// the same hands: mallory.azurecr.io is beside acme.azurecr.io, and mallory.co.uk beside acme.co.uk.
    /// </remarks>
    public bool IsKin(Uri uri) => IsHost(uri.IdnHost) || (!_isOfCloud && (IsNamed(uri) || IsParentOrBelow(uri)));

    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase) && one.Port == other.Port;

    private bool IsNamed(Uri uri) => _tokenRealms.Contains(uri) || Siblings.Contains((Root.IdnHost, uri.IdnHost.ToLowerInvariant()));

    private bool IsParentOrBelow(Uri uri) =>
        IsName(Root) && IsName(uri) && (IsParent(uri.IdnHost, Root.IdnHost) || IsBelow(uri.IdnHost, Root.IdnHost));

    private static bool IsName(Uri uri) => uri.HostNameType == UriHostNameType.Dns;

    // Two labels at least: nobody's registry has the token service of a whole top-level domain.
    private static bool IsParent(string parent, string own) =>
        parent.Contains('.', StringComparison.Ordinal) && own[(own.IndexOf('.', StringComparison.Ordinal) + 1)..].Equals(parent, StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string below, string own) =>
        own.Contains('.', StringComparison.Ordinal) && below.EndsWith("." + own, StringComparison.OrdinalIgnoreCase);
}
