using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageGate.Testing;

/// <summary>
/// A registry on this machine, as real as its wire: an HTTP server that speaks the read side of the OCI distribution API.
/// Things are put into it by method calls; it remembers what it was asked, and can be told to fail.
/// </summary>
public sealed class InMemoryRegistry : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly InMemoryRegistryOptions _options;
    private readonly RegistryContents _contents = new();
    private readonly TokenEndpoint _tokens;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, RegistryFault> _faults = new(StringComparer.Ordinal);

    private volatile RegistryFault? _faultOfAll;
    private long _requestCount;

    private InMemoryRegistry(WebApplication server, InMemoryRegistryOptions options)
    {
        _server = server;
        _options = options;
        _tokens = new TokenEndpoint(options);
        var routes = new RegistryRoutes(options, _contents, _tokens, () => Url);
        _server.Run(context => ReceiveAsync(context, routes.AnswerAsync));
    }

    /// <summary>The port, chosen by the system.</summary>
    public int Port { get; private set; }

    /// <summary>Host and port: the beginning of image names.</summary>
    public string Host => $"{_options.HostName}:{Port}";

    /// <summary>The URL, without a slash at its end.</summary>
    public string Url => $"{(_options.Tls is null ? "http" : "https")}://{Host}";

    /// <summary>What was asked so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>How many requests there were.</summary>
    public long RequestCount => Interlocked.Read(ref _requestCount);

    /// <summary>The credential that the registry takes, for all repositories.</summary>
    public RegistryCredential Credential => _options.IdentityToken is { } identity
        ? new RegistryCredential("", _options.Username, "", identity)
        : new RegistryCredential("", _options.Username, _options.Password, null);

    /// <summary>Starts a registry on a free port of this machine.</summary>
    public static async Task<InMemoryRegistry> StartAsync(InMemoryRegistryOptions? options = null)
    {
        options ??= new InMemoryRegistryOptions();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen => Configure(listen, options));
        });
        var registry = new InMemoryRegistry(builder.Build(), options);
        await registry._server.StartAsync();
        string address = registry._server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        registry.Port = new Uri(address).Port;
        return registry;
    }

    /// <summary>How a client reaches the registry.</summary>
    /// <param name="credential">Who the client is, or null: nobody.</param>
    public RegistryAccess Access(RegistryCredential? credential = null) => new(
        Host, _options.Tls is null, _options.Tls?.Pem, credential is null ? RegistryCredentials.Anonymous : new RegistryCredentials([credential]), RegistryAccess.DefaultMaxConcurrency);

    /// <summary>A repository and how it is reached.</summary>
    public RepositoryLocation Location(string repository, RegistryCredential? credential = null) => new(Name(repository), Access(credential));

    /// <summary>The canonical name of a repository.</summary>
    public RepositoryName Name(string repository) =>
        RepositoryName.TryParse($"{Host}/{repository}", out RepositoryName? name) ? name : throw new FormatException($"not a repository: {repository}");

    /// <summary>Puts in a small image that is like no other, and tags it.</summary>
    public Digest PushImage(string repository, string tag)
    {
        byte[] config = RandomNumberGenerator.GetBytes(16);
        byte[] layer = RandomNumberGenerator.GetBytes(64);
        byte[] manifest = OciJson.Manifest(
            OciJson.Descriptor(OciJson.ConfigType, PushBlob(repository, config), config.Length),
            [OciJson.Descriptor(OciJson.LayerType, PushBlob(repository, layer), layer.Length)]);
        return PushManifest(repository, manifest, OciJson.ManifestType, tag);
    }

    /// <summary>Puts in any bytes as a manifest, and tags them.</summary>
    public Digest PushManifest(string repository, byte[] manifest, string mediaType, string? tag = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        Digest digest = _contents.PushManifest(repository, manifest, mediaType);
        if (tag is not null)
        {
            _contents.Tag(repository, tag, digest);
        }

        return digest;
    }

    /// <summary>Puts in a blob.</summary>
    public Digest PushBlob(string repository, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return _contents.PushBlob(repository, bytes);
    }

    /// <summary>Lets a tag name a manifest.</summary>
    public void Tag(string repository, string tag, Digest digest) => _contents.Tag(repository, tag, digest);

    /// <summary>The tag under which cosign keeps the signatures of an image.</summary>
    public static string SignatureTag(Digest image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return $"sha256-{image.Hex}.sig";
    }

    /// <summary>The tag under which cosign keeps the attestations of an image.</summary>
    public static string AttestationTag(Digest image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return $"sha256-{image.Hex}.att";
    }

    /// <summary>Adds a signature beside those that the image has, as cosign does.</summary>
    public Digest PushSignature(string repository, Digest image, CosignSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return PushSignature(repository, image, signature.Payload, signature.Base64);
    }

    /// <summary>Adds a signature beside those that the image has, as cosign does.</summary>
    public Digest PushSignature(string repository, Digest image, byte[] payload, string base64)
    {
        string tag = SignatureTag(image);
        JsonNode[] before = _contents.FindManifest(repository, tag) is { } found
            ? [.. JsonNode.Parse(found.Bytes)!["layers"]!.AsArray().Select(layer => layer!.DeepClone())]
            : [];
        PushBlob(repository, payload);
        return PushManifest(repository, OciJson.Manifest(Config(repository), [.. before, OciJson.SignatureLayer(payload, base64)]), OciJson.ManifestType, tag);
    }

    /// <summary>Puts in a manifest that refers to an image, and lists it among the image's referrers.</summary>
    /// <param name="repository">The repository of the image.</param>
    /// <param name="image">The image.</param>
    /// <param name="artifactType">What the list says that it is.</param>
    /// <param name="layers">Its layers; their blobs are put in by the caller.</param>
    public Digest PushReferrer(string repository, Digest image, string artifactType, params JsonNode[] layers)
    {
        ArgumentNullException.ThrowIfNull(image);
        byte[] manifest = OciJson.Manifest(Config(repository), layers, OciJson.Descriptor(OciJson.ManifestType, image, 1));
        Digest digest = PushManifest(repository, manifest, OciJson.ManifestType);
        ListReferrer(repository, image, OciJson.Descriptor(OciJson.ManifestType, digest, manifest.Length, artifactType));
        return digest;
    }

    /// <summary>Lists any descriptor among an image's referrers.</summary>
    public void ListReferrer(string repository, Digest image, JsonObject descriptor)
    {
        ArgumentNullException.ThrowIfNull(image);
        _contents.AddReferrer(repository, image, descriptor);
        if (!_options.ReferrersApi)
        {
            PushManifest(repository, _contents.Referrers(repository, image, 0, int.MaxValue).Index, OciJson.IndexType, $"sha256-{image.Hex}");
        }
    }

    /// <summary>Lets requests fail.</summary>
    /// <param name="request">Which: <c>/v2/app/manifests/1.0</c> or <c>HEAD /v2/app/manifests/1.0</c>; a later fault replaces an earlier one.</param>
    /// <param name="fault">How.</param>
    /// <param name="times">How often, before the registry is well again.</param>
    public void Fail(string request, RegistryFault fault, int times = int.MaxValue)
    {
        int left = times;
        _faults[request] = (context, normally) => Interlocked.Decrement(ref left) >= 0 ? fault(context, normally) : normally(context);
    }

    /// <summary>Lets every request fail, or none any more.</summary>
    public void FailAll(RegistryFault? fault) => _faultOfAll = fault;

    /// <summary>Lets requests wait until they are released.</summary>
    public HeldRequests Hold(string request)
    {
        var held = new HeldRequests();
        Fail(request, held.HoldAsync);
        return held;
    }

    /// <summary>All tokens that were given end to be good.</summary>
    public void RevokeTokens() => _tokens.RevokeAll();

    /// <summary>Forgets what was asked so far.</summary>
    public void ForgetRequests() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    private static void Configure(ListenOptions listen, InMemoryRegistryOptions options)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (options.Tls is { } authority)
        {
            listen.UseHttps(authority.Issue(options.HostName));
        }
    }

    private JsonObject Config(string repository)
    {
        byte[] config = "{}"u8.ToArray();
        return OciJson.Descriptor(OciJson.ConfigType, PushBlob(repository, config), config.Length);
    }

    private async Task ReceiveAsync(HttpContext context, RequestDelegate normally)
    {
        HttpRequest request = context.Request;
        string form = "";
        if (HttpMethods.IsPost(request.Method))
        {
            request.EnableBuffering();
            using var reader = new StreamReader(request.Body, leaveOpen: true);
            form = await reader.ReadToEndAsync(context.RequestAborted);
            request.Body.Position = 0;
        }

        string path = request.Path.Value ?? "";
        Interlocked.Increment(ref _requestCount);
        if (_options.RemembersRequests)
        {
            _requests.Enqueue(new RecordedRequest(
                request.Method, path, request.QueryString.Value ?? "", request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), form));
        }

        RegistryFault? fault = _faultOfAll ?? _faults.GetValueOrDefault($"{request.Method} {path}") ?? _faults.GetValueOrDefault(path);
        await (fault is null ? normally(context) : fault(context, normally));
    }
}
