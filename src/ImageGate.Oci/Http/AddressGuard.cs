using System.Net;
using System.Net.Sockets;

namespace ImageGate.Oci.Http;

/// <summary>
/// Opens connections, and keeps redirects and token realms, which a stranger chooses, from leading to this machine or to
/// a cloud's metadata service. The host of a registry that somebody configured may be anywhere; the host of any other was
/// chosen by whoever wrote the image's name, who is a stranger too.
/// </summary>
/// <param name="registry">The registry.</param>
/// <param name="settings">The time, and who finds addresses of names.</param>
internal sealed class AddressGuard(RegistryEndpoint registry, RegistryClientSettings settings)
{
    // Metadata services outside of 169.254.0.0/16: AWS (IPv6), Alibaba, Oracle, Azure's wire server.
    private static readonly IPAddress[] Metadata =
        [IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("192.0.0.192"), IPAddress.Parse("168.63.129.16")];

    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("169.254.0.0/16");
    private static readonly IPNetwork ThisNetwork = IPNetwork.Parse("0.0.0.0/8");
    private static readonly IPNetwork Multicast = IPNetwork.Parse("224.0.0.0/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether a URL that a stranger chose may be asked, as far as its text tells.</summary>
    public bool Allows(Uri uri) => registry.IsHost(uri.IdnHost) || !IPAddress.TryParse(uri.IdnHost, out IPAddress? address) || Allows(address);

    /// <summary>Whether an address that a stranger chose may be connected to.</summary>
    public bool Allows(IPAddress address)
    {
        IPAddress plain = Unwrapped(address);
        return !LinkLocal.Contains(plain) && !plain.IsIPv6LinkLocal && !Metadata.Contains(plain)
            && !ThisNetwork.Contains(plain) && !plain.Equals(IPAddress.IPv6Any) && !Multicast.Contains(plain) && !plain.IsIPv6Multicast
            && (registry.IsLoopback || !IPAddress.IsLoopback(plain));
    }

    /// <summary>Connects to an address that was looked at, not to a name that may mean another address a moment later.</summary>
    /// <exception cref="ConnectTimeoutException">It took more than its share of the time for one response.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(settings.ResponseTimeout * Limits.ConnectShare, settings.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await OpenAsync(context, either.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ConnectTimeoutException();
        }
    }

    private async Task<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint target = context.DnsEndPoint;
        IPAddress[] addresses = IPAddress.TryParse(target.Host, out IPAddress? literal) ? [literal] : await settings.NamesOf(registry).FindAsync(target.Host, cancellationToken);
        if (!IsChosenByUs(context))
        {
            addresses = Array.FindAll(addresses, Allows);
            if (addresses.Length == 0)
            {
                throw new ForbiddenAddressException(registry.IsHost(target.Host)
                    ? $"{target.Host} is at an address that only a RegistryAccess can allow (this machine, link-local or metadata)"
                    : $"{target.Host} is at an address that no registry may send us to (this machine, link-local or metadata)");
            }
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A target that is not the request's is the proxy of the environment.
    private bool IsChosenByUs(SocketsHttpConnectionContext context)
    {
        DnsEndPoint target = context.DnsEndPoint;
        Uri? asked = context.InitialRequestMessage.RequestUri;
        bool isProxy = asked is null || target.Port != asked.Port || !target.Host.Trim('[', ']').Equals(asked.IdnHost.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
        return isProxy || (registry.IsConfigured && registry.IsHost(target.Host));
    }

    private static IPAddress Unwrapped(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
    }
}
