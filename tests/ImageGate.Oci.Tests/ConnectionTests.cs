using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageGate.Core.Registries;
using ImageGate.Oci.Auth;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

public sealed class ConnectionTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly TestCertificateAuthority _authority = new();
    private readonly RegistryClient _client;

    public ConnectionTests() => _client = Clients.AllNamesHere(_clock);

    public void Dispose()
    {
        _client.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("registry.localhost")]
    public async Task Certificates_of_a_bundle_are_trusted(string host)
    {
        await using InMemoryRegistry registry = await SecureAsync(host);

        (await _client.ResolveAsync(registry.Location("app"), "1.0", default)).Found();
    }

    [Fact]
    public async Task Without_its_bundle_a_private_authority_is_not_trusted()
    {
        await using InMemoryRegistry registry = await SecureAsync();

        await ShouldFailTls(registry, registry.Access() with { CaBundle = null });
    }

    [Fact]
    public async Task A_bundle_of_another_authority_is_not_enough()
    {
        await using InMemoryRegistry registry = await SecureAsync();
        using var other = new TestCertificateAuthority();

        await ShouldFailTls(registry, registry.Access() with { CaBundle = other.Pem });
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task A_bundle_that_cannot_be_read_trusts_nobody(string bundle)
    {
        await using InMemoryRegistry registry = await SecureAsync();

        await ShouldFailTls(registry, registry.Access() with { CaBundle = bundle });
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await using InMemoryRegistry registry = await SecureAsync("other.localhost");
        string host = $"registry.localhost:{registry.Port}";
        RepositoryName.TryParse($"{host}/app", out RepositoryName? name).Should().BeTrue();

        RegistryResult<Digest> result = await _client.ResolveAsync(new RepositoryLocation(name!, registry.Access() with { Host = host }), "1.0", default);

        result.Failed<RegistryFailure.Unavailable>().Detail.Should().Contain($"TLS with {host} failed").And.Contain("RemoteCertificateNameMismatch");
    }

    [Fact]
    public void A_bundle_is_the_only_trust_and_nothing_is_fetched_to_judge_a_certificate()
    {
        X509ChainPolicy policy = HostTrust.Policy(_authority.Pem);
        policy.TrustMode.Should().Be(X509ChainTrustMode.CustomRootTrust);
        policy.CustomTrustStore.Should().ContainSingle();

        HostTrust.Policy(null).TrustMode.Should().Be(X509ChainTrustMode.System);
        policy.DisableCertificateDownloads.Should().BeTrue();
        policy.RevocationMode.Should().Be(X509RevocationMode.NoCheck);
        policy.ApplicationPolicy.Cast<Oid>().Should().ContainSingle().Which.Value.Should().Be("1.3.6.1.5.5.7.3.1");
    }

    [Fact]
    public async Task Plain_http_is_never_spoken_unless_it_was_chosen()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync();

        await ShouldFailTls(registry, registry.Access() with { InsecureHttp = false });
        registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_unreachable()
    {
        RepositoryLocation nobody = Nowhere("127.0.0.1:1");
        Task<RegistryResult<Digest>> resolve = _client.ResolveAsync(nobody, "1.0", default);
        await _clock.RunAsync(resolve, Clients.LongestWait);

        var failure = (await resolve).Failed<RegistryFailure.Unavailable>();
        failure.Cause.Should().Be(UnavailableCause.Unreachable);
        failure.Detail.Should().Be("127.0.0.1:1/app: no connection to 127.0.0.1:1");
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_unreachable()
    {
        using RegistryClient client = Clients.Resolving((_, _) => throw new SocketException((int)SocketError.HostNotFound), _clock);
        Task<RegistryResult<Digest>> resolve = client.ResolveAsync(Nowhere("registry.example"), "1.0", default);
        await _clock.RunAsync(resolve, Clients.LongestWait);

        var failure = (await resolve).Failed<RegistryFailure.Unavailable>();
        failure.Cause.Should().Be(UnavailableCause.Unreachable);
        failure.Detail.Should().Contain("the name registry.example could not be resolved");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: \u00ff\r\nLocation: \u00ff\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: https://[\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 401 No\r\nWWW-Authenticate: \u0001\u00ff\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: a/b, c/d\r\nContent-Type: x\r\nContent-Length: 0\r\n\r\n")]
    public async Task Whatever_a_server_says_is_a_result(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        Task server = ServeAsync(listener, Encoding.Latin1.GetBytes(answer), stop.Token);
        RepositoryLocation location = Nowhere($"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        location = location with { Access = location.Access with { InsecureHttp = true } };

        Task<RegistryResult<SignatureSet>> fetch = _client.FetchSignaturesAsync(location, Digest.Of([1]));
        await _clock.RunAsync(fetch, Clients.LongestWait);
        await stop.CancelAsync();
        await server;

        (await fetch).Should().BeOfType<RegistryResult<SignatureSet>.Failed>().Which.Failure.Detail.Should().NotContainAny("\u0001", "\u00ff");
    }

    [Fact]
    public async Task Equal_settings_share_their_connection_and_tokens_and_other_settings_do_not()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Bearer });
        registry.PushImage("app", "1.0");
        await _client.ResolveAsync(registry.Location("app", registry.Credential), "1.0", default);
        await _client.ResolveAsync(registry.Location("app", registry.Credential with { }), "1.0", default);
        registry.Requests.Should().HaveCount(4);

        RepositoryLocation changed = registry.Location("app", registry.Credential);
        await _client.ResolveAsync(changed with { Access = changed.Access with { MaxConcurrency = 7 } }, "1.0", default);

        registry.Requests.Should().HaveCount(7);
        _client.Connections.Count.Should().Be(1);
    }

    [Fact]
    public async Task A_request_survives_the_replacement_of_its_connection_and_the_end_of_the_client()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync();
        Digest image = registry.PushImage("app", "1.0");
        registry.PushImage("app", "2.0");
        HeldRequests held = registry.Hold("/v2/app/manifests/1.0");
        Task<RegistryResult<Digest>> slow = _client.ResolveAsync(registry.Location("app"), "1.0", default);
        await held.Arrived;

        (await _client.ResolveAsync(registry.Location("app", registry.Credential), "2.0", default)).Found();
        _client.Dispose();
        held.Release();

        (await slow).Found().Should().Be(image);
        Func<Task> late = () => _client.ResolveAsync(registry.Location("app"), "1.0", default);
        await late.Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public void Connections_are_bounded_and_the_one_not_used_for_longest_makes_place()
    {
        using var pool = new ConnectionPool(new RegistryClientSettings(Clients.ResponseTimeout, _clock, "test", Dns.GetHostAddressesAsync));
        RegistryConnection first = Rent(0);
        RegistryConnection second = Rent(1);
        Rent(0).Should().BeSameAs(first);
        for (int i = 2; i <= Limits.MaxConnections; i++)
        {
            Rent(i);
        }

        pool.Count.Should().Be(Limits.MaxConnections);
        Rent(0).Should().BeSameAs(first);
        Rent(1).Should().NotBeSameAs(second);

        RegistryConnection Rent(int i)
        {
            using ConnectionLease lease = pool.Rent(RegistryAccess.Default($"host{i}.example"));
            return lease.Connection;
        }
    }

    [Fact]
    public void Hosts_that_nobody_configured_do_not_drive_out_one_that_somebody_did()
    {
        using var pool = new ConnectionPool(Clients.Settings());
        RegistryAccess configured = new("registry.acme.io", false, null, RegistryCredentials.Anonymous, RegistryAccess.DefaultMaxConcurrency);
        RegistryConnection kept = Rent(configured);
        for (int i = 0; i <= Limits.MaxConnections; i++)
        {
            Rent(RegistryAccess.Default($"host{i}.example"));
        }

        pool.Count.Should().Be(Limits.MaxConnections);
        Rent(configured).Should().BeSameAs(kept);

        RegistryConnection Rent(RegistryAccess access)
        {
            using ConnectionLease lease = pool.Rent(access);
            return lease.Connection;
        }
    }

    [Fact]
    public async Task A_lease_that_is_given_back_twice_takes_the_connection_from_nobody()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync();
        registry.PushImage("app", "1.0");
        using var pool = new ConnectionPool(new RegistryClientSettings(Clients.ResponseTimeout, _clock, "test", Dns.GetHostAddressesAsync));
        ConnectionLease twice = pool.Rent(registry.Access());
        using ConnectionLease other = pool.Rent(registry.Access());
        twice.Dispose();
        twice.Dispose();
        pool.Dispose();

        RegistryResult<Reply> result = await other.Connection.SendAsync(
            new RegistryRequest(HttpMethod.Get, new Uri($"http://{registry.Host}/v2/app/manifests/1.0"), "app", new TokenKey(null, "app"), Limits.MaxManifestBytes), default);

        result.Should().BeOfType<RegistryResult<Reply>.Found>();
    }

    private static async Task ServeAsync(TcpListener listener, byte[] answer, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(cancellationToken);
                await client.GetStream().ReadAtLeastAsync(new byte[16], 16, cancellationToken: cancellationToken);
                await client.GetStream().WriteAsync(answer, cancellationToken);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // The test is over.
        }
    }

    private static RepositoryLocation Nowhere(string host) =>
        RepositoryName.TryParse($"{host}/app", out RepositoryName? name)
            ? new RepositoryLocation(name, new RegistryAccess(host, false, null, RegistryCredentials.Anonymous, RegistryAccess.DefaultMaxConcurrency))
            : throw new FormatException(host);

    private async Task<InMemoryRegistry> SecureAsync(string host = "127.0.0.1")
    {
        InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Tls = _authority, HostName = host });
        registry.PushImage("app", "1.0");
        return registry;
    }

    private async Task ShouldFailTls(InMemoryRegistry registry, RegistryAccess access)
    {
        var failure = (await _client.ResolveAsync(new RepositoryLocation(registry.Name("app"), access), "1.0", default)).Failed<RegistryFailure.Unavailable>();
        failure.Cause.Should().Be(UnavailableCause.Unreachable);
        failure.Detail.Should().Contain($"TLS with {registry.Host} failed");
        registry.Requests.Should().BeEmpty();
    }
}
