using System.Globalization;
using ImageGate.EndToEnd.Keyless;

namespace ImageGate.EndToEnd.Parts;

/// <summary>The real parts of one run, in a folder that is thrown away: registries, API server, ImageGate.</summary>
public sealed class EndToEndLab : IAsyncLifetime
{
    /// <summary>A namespace that both webhooks guard.</summary>
    public const string Guarded = "guarded";

    /// <summary>A namespace without the mutating webhook.</summary>
    public const string ValidatedOnly = "validated-only";

    /// <summary>A namespace without the validating webhook.</summary>
    public const string MutatedOnly = "mutated-only";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"imagegate-e2e-{Guid.NewGuid():N}");
    private LabEnd? _end;
    private readonly Lazy<Task<KeylessLab>> _keyless;
    private int _names;

    public EndToEndLab()
    {
        Registries = new Registries(Path.Combine(_folder, "registries"));
        Cluster = new Cluster(Path.Combine(_folder, "kube"), ("CONTROLLERS", "1"));
        _keyless = new Lazy<Task<KeylessLab>>(() => KeylessLab.StartAsync(this, NewFolder("keyless")));
    }

    internal Registries Registries { get; }

    internal Cluster Cluster { get; }

    internal Publisher Publisher { get; private set; } = null!;

    internal SigningKeys Keys { get; private set; } = null!;

    internal PolicyMount Policies { get; private set; } = null!;

    internal ServerPair Certificate { get; private set; } = null!;

    internal GateProcess Gate { get; private set; } = null!;

    /// <summary>What commands of clients need in their environment.</summary>
    internal IReadOnlyDictionary<string, string> ClientEnvironment { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (LabFolder.IsMissing)
        {
            return;
        }

        Directory.CreateDirectory(_folder);
        _end = LabEnd.Of(_folder);
        Task cluster = Cluster.StartAsync();
        await Registries.StartAsync();
        ClientEnvironment = await ClientEnvironmentAsync();
        Publisher = new Publisher(_folder, ClientEnvironment);
        Keys = await SigningKeys.MakeAsync(Publisher, Path.Combine(_folder, "keys"));
        Policies = new PolicyMount(Path.Combine(_folder, "policies"));
        await Policies.ChangeAsync("base.yaml", await BasePolicies.WriteAsync(Registries, Keys, Path.Combine(_folder, "credentials")));
        Certificate = new ServerPair(Path.Combine(_folder, "tls"));
        Gate = await GateProcess.StartAsync(NewFolder("gate"), Settings());
        await cluster;
        await GuardAsync();
    }

    public async Task DisposeAsync()
    {
        if (Gate is not null)
        {
            await Gate.DisposeAsync();
        }

        await Registries.DisposeAsync();
        Certificate?.Dispose();
        if (_end is not null)
        {
            await _end.DisposeAsync();
        }
    }

    /// <summary>The private Sigstore and what is signed by it; started by the first test that wants it.</summary>
    internal Task<KeylessLab> KeylessAsync() => _keyless.Value;

    /// <summary>A name that no other object has.</summary>
    internal string NewName(string stem = "pod") => string.Create(CultureInfo.InvariantCulture, $"{stem}-{Interlocked.Increment(ref _names)}");

    /// <summary>The path of a folder that is thrown away with the lab.</summary>
    internal string NewFolder(string stem) => Path.Combine(_folder, NewName(stem));

    /// <summary>A repository of the plain registry that no other test has, below the path of a policy.</summary>
    internal string NewRepository(string path = "signed") => $"{Registries.Plain.Host}/{path}/{NewName("app")}";

    /// <summary>An image of a new repository, signed as <see cref="BasePolicies"/> want it.</summary>
    internal Task<PushedImage> PushSignedAsync(string path = "signed") => Publisher.PushSignedAsync(NewRepository(path), Keys.Release);

    /// <summary>An image of a new repository that nobody signed.</summary>
    internal Task<PushedImage> PushUnsignedAsync(string path = "signed") => Publisher.PushAsync(NewRepository(path));

    /// <summary>Settings of a server of this lab, on free ports.</summary>
    internal Dictionary<string, string> Settings() => new()
    {
        ["Server__BindAddress"] = "127.0.0.1",
        ["Server__HttpsPort"] = "0",
        ["Server__MetricsPort"] = "0",
        ["Server__DrainSeconds"] = "0",
        ["Policies__Directory"] = Policies.Folder,
        ["Policies__PollSeconds"] = "1",
        ["Tls__CertificateFile"] = Certificate.CertificateFile,
        ["Tls__KeyFile"] = Certificate.KeyFile,
        ["Tls__PollSeconds"] = "1",

        // Tests change what is stored for an image and look again at once. CacheTests has a server that remembers.
        ["Cache__PassedSeconds"] = "0",
        ["Cache__FailedSeconds"] = "0",
    };

    /// <summary>Makes a namespace; the label exempts it from <c>mutate</c>, <c>validate</c> or <c>all</c>.</summary>
    internal async Task MakeNamespaceAsync(string name, string? exempt)
    {
        string labels = exempt is null ? "{}" : $"{{{WebhookConfigurations.ExemptLabel}: {exempt}}}";
        (await Cluster.InputAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {labels}}}\n", "create", "-f", "-")).Succeeded();
    }

    /// <summary>Waits until the API server asks the webhooks about a namespace's Pods: a change counts a moment later.</summary>
    internal Task AwaitGuardAsync(string namespaceName) => Eventually.SeeAsync(
        () => Cluster.RunAsync(namespaceName, "probe", "nobody.example/speaks/of:this", "--dry-run=server"),
        result => result.Error.Contains("NoPolicyMatches", StringComparison.Ordinal));

    private async Task<Dictionary<string, string>> ClientEnvironmentAsync()
    {
        string docker = await DockerConfig.WriteAsync(Path.Combine(_folder, "docker", "config.json"), Registries.Secured.Host, Registries.Username, Registries.Password);
        return new Dictionary<string, string>
        {
            ["HOME"] = _folder,
            ["DOCKER_CONFIG"] = Path.GetDirectoryName(docker)!,
            ["SSL_CERT_FILE"] = Registries.Tls.CertificateFile,
            ["COSIGN_PASSWORD"] = SigningKey.Password,
        };
    }

    private async Task GuardAsync()
    {
        (await Cluster.KubectlAsync("label", "namespace", "kube-system", WebhookConfigurations.ExemptLabel + "=all")).Succeeded();
        await MakeNamespaceAsync(Guarded, exempt: null);
        await MakeNamespaceAsync(ValidatedOnly, exempt: "mutate");
        await MakeNamespaceAsync(MutatedOnly, exempt: "validate");
        (await Cluster.InputAsync(WebhookConfigurations.Yaml(Gate.WebhookPort, Certificate.AuthorityPem), "create", "-f", "-")).Succeeded();
        await AwaitGuardAsync(ValidatedOnly);
        await AwaitGuardAsync(MutatedOnly);
    }
}
