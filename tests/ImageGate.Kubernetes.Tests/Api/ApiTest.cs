using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Configuration;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Kubernetes.Tests.Api;

/// <summary>A test against an API server on this machine, with a clock that stands still.</summary>
public abstract class ApiTest : IAsyncLifetime
{
    private readonly List<ApiClient> _clients = [];

    /// <summary>Longer than every wait of a test, and than every real one.</summary>
    protected static readonly TimeSpan Ever = TimeSpan.FromDays(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    internal static CancellationToken None => CancellationToken.None;

    internal ManualTimeProvider Clock { get; } = new();

    internal FakeApiServer Server { get; private set; } = null!;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("imagegate-api-").FullName;

    internal ApiClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await FakeApiServer.StartAsync();
        Client = NewClient(Configuration());
    }

    public async Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    internal ApiConfiguration Configuration(ApiCredential? credential = null) =>
        new(Server.Url, null, new ApiAuthority.Pem(Server.Authority.Pem), credential ?? new ApiCredential.Token("good-token"), "default");

    internal ApiClient NewClient(ApiConfiguration configuration)
    {
        var client = new ApiClient(configuration, new ApiClientSettings(TimeSpan.FromSeconds(10), "imagegate/test", Clock));
        _clients.Add(client);
        return client;
    }

    /// <summary>Waits for what happens on other threads.</summary>
    internal static async Task SeeAsync(Func<bool> wanted)
    {
        CancellationToken deadline = Deadline();
        while (!wanted())
        {
            await Task.Delay(Pause, deadline);
        }
    }

    /// <summary>So long that only a fault reaches it.</summary>
    internal static CancellationToken Deadline() => new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    internal string WriteFile(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    internal Task<ApiResult<Secret>> GetSecretAsync(ApiClient? client = null, string name = "pull") =>
        (client ?? Client).GetAsync(ApiResources.Secrets, "apps", name, None);

    internal static T Found<T>(ApiResult<T> result) => result.Should().BeOfType<ApiResult<T>.Found>().Which.Value;

    internal static ApiFailure Failed<T>(ApiResult<T> result) => result.Should().BeOfType<ApiResult<T>.Failed>().Which.Failure;
}
