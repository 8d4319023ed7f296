using System.Text.Json;
using ImageGate.Server.Keys;
using ImageGate.Sigstore;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.Server.Tests.Keys;

/// <summary>The real server on a clock that is moved, beside a Google whose keys its policies name.</summary>
internal sealed class KmsGate : IAsyncDisposable
{
    public const string Newest = $"gcpkms://{FakeGoogle.Key}";

    private KmsGate(FakeGoogle google) => Google = google;

    public RunningGate Gate { get; private set; } = null!;

    public FakeGoogle Google { get; }

    public ManualTimeProvider Time { get; } = new();

    public KmsKeys Keys => Gate.Get<KmsKeys>();

    public static async Task<KmsGate> StartAsync(Action<FakeGoogle>? prepare = null, string uri = Newest, string extra = "", Action<RunningGate, Dictionary<string, string?>>? configure = null, Stream? log = null)
    {
        var world = new KmsGate(await FakeGoogle.StartAsync());
        world.Gate = await RunningGate.StartAsync(
            withPolicies: false,
            configure: (gate, settings) =>
            {
                world.Google.Versions.Add(new FakeGoogleVersion(gate.Key.PublicPem));
                prepare?.Invoke(world.Google);
                settings["Kms:GoogleEndpoint"] = world.Google.Address.AbsoluteUri;
                settings["Kms:GoogleMetadataServer"] = world.Google.Address.AbsoluteUri;
                configure?.Invoke(gate, settings);
                gate.WritePolicies(Policies(gate, uri, extra));
            },
            world.Time,
            log: log);
        return world;
    }

    public static string Policies(RunningGate gate, string uri, string extra = "") => $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: apps}
        spec:
          images: ["{{gate.Registry.Host}}/**"]
          require:
            signers:
              - {name: release, key: {kms: "{{uri}}"{{extra}}}, transparencyLog: notRequired}
              - {name: again, key: {kms: "{{uri}}"}, annotations: {a: b}, transparencyLog: notRequired}
        ---
        apiVersion: imagegate.dev/v1
        kind: RegistryAccess
        metadata: {name: local}
        spec: {host: "{{gate.Registry.Host}}", insecureHttp: true}
        """;

    /// <summary>An image that these keys have signed.</summary>
    public string Push(string name, params CosignKey[] keys)
    {
        Digest image = Gate.Registry.PushImage(name, "1");
        foreach (CosignKey key in keys)
        {
            Gate.Registry.PushSignature(name, image, key.Sign(image));
        }

        return $"{Gate.Registry.Host}/{name}:1";
    }

    /// <summary>Waits until what is due was asked for, and goes from one time to the next until it is so; for a day at most.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        DateTimeOffset end = Time.GetUtcNow() + TimeSpan.FromDays(1);
        await SettleAsync();
        while (!await isSo())
        {
            Time.GetUtcNow().Should().BeBefore(end, await ReadyAsync());

            // Not beyond: what has begun has a time-out on this clock.
            DateTimeOffset next = Keys.InForce().Min(known => known.NextRefresh);
            Time.Advance(next > Time.GetUtcNow() ? next - Time.GetUtcNow() : TimeSpan.Zero);
            await SettleAsync();
        }
    }

    /// <summary>Waits until nothing is due, and the server knows.</summary>
    public async Task SettleAsync()
    {
        while (!Gate.Get<KeyStore>().Check().Passed || Keys.InForce().Any(known => known.NextRefresh <= Time.GetUtcNow()))
        {
            await Task.Yield();
        }

        Gate.Get<PolicyStore>().Refresh();
    }

    public async Task<int> CountAsync(string result) =>
        (await MetricsAsync()).Split('\n').Where(line => line.StartsWith("imagegate_kms_refreshes_total{", StringComparison.Ordinal) && line.Contains(result, StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split(' ')[1], null));

    public Task<string> MetricsAsync() => Gate.Client.GetStringAsync($"{Gate.Metrics}/metrics");

    public async Task<string> ReadyAsync() => await (await Gate.Client.GetAsync($"{Gate.Metrics}/readyz?verbose")).Content.ReadAsStringAsync();

    public async Task<(bool IsAllowed, string Message)> AskAsync(string image)
    {
        JsonElement response = await Gate.DecideAsync(image, "/mutate");
        bool isAllowed = response.GetProperty("allowed").GetBoolean();
        return (isAllowed, isAllowed ? "" : response.GetProperty("status").GetProperty("message").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        await Google.DisposeAsync();
    }
}
