using System.Text;
using System.Text.Json;
using ImageGate.Server.TrustRoots;
using ImageGate.Testing;
using ImageGate.Testing.Tuf;

namespace ImageGate.Server.Tests.TrustRoots;

/// <summary>The real server on a clock that is moved, beside a TUF server whose root its policies name.</summary>
internal sealed class FollowingGate : IAsyncDisposable
{
    private FollowingGate(TufServer tuf) => Tuf = tuf;

    public RunningGate Gate { get; private set; } = null!;

    public TufServer Tuf { get; }

    public ManualTimeProvider Time { get; } = new(TufRepository.Now);

    public SigstoreImages Images { get; } = new();

    public TrustRootStore Store => Gate.Get<TrustRootStore>();

    public string Memory => Path.Combine(Gate.Folder, "memory");

    public static async Task<FollowingGate> StartAsync(Action<FollowingGate>? prepare = null, string? memory = null, bool refresh = true, string extra = "")
    {
        var following = new FollowingGate(await TufServer.StartAsync());
        following.Images.PublishIn(following.Tuf.Repository);
        prepare?.Invoke(following);
        following.Gate = await RunningGate.StartAsync(
            withPolicies: false,
            configure: (gate, settings) =>
            {
                settings["Policies:PollSeconds"] = "10";
                settings["TrustRoots:Refresh"] = refresh ? "true" : "false";
                settings["TrustRoots:Directory"] = memory ?? Directory.CreateDirectory(Path.Combine(gate.Folder, "memory")).FullName;
                gate.WritePolicies(following.Policies(gate, extra));
            },
            following.Time);
        return following;
    }

    public string Policies(RunningGate gate, string extra = "", string more = "") => $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: apps}
        spec:
          images: ["{{gate.Registry.Host}}/**"]
          require:
            signers:
              - {name: ci, keyless: {issuer: "https://token.actions.githubusercontent.com", subject: "https://github.com/acme/*", trustRoot: acme} }
        ---
        apiVersion: imagegate.dev/v1
        kind: RegistryAccess
        metadata: {name: local}
        spec: {host: "{{gate.Registry.Host}}", insecureHttp: true}
        {{TrustRoot("acme", Tuf, extra)}}
        {{more}}
        """;

    public static string TrustRoot(string name, TufServer tuf, string extra = "") => $$"""
        ---
        apiVersion: imagegate.dev/v1
        kind: TrustRoot
        metadata: {name: {{name}}}
        spec: {tuf: {mirror: "{{tuf.Address}}", insecureHttp: true, root: {{Encoding.UTF8.GetString(tuf.Repository.Files["1.root.json"])}}{{extra}} } }
        """;

    /// <summary>Waits until so many refreshes of a trust root ended, and lets the policies see what came of them.</summary>
    public async Task RefreshedAsync(int refreshes = 1, string name = "acme")
    {
        while (await CountAsync(name) < refreshes)
        {
            await Task.Yield();
        }

        Gate.Get<PolicyStore>().Refresh();
    }

    /// <summary>Goes from one refresh that is due to the next until it is so; the policies see what comes.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            // Not beyond: a refresh that has begun has a time-out on this clock.
            DateTimeOffset next = Store.Repositories().Min(known => known.NextRefresh);
            Time.Advance(next > Time.GetUtcNow() ? next - Time.GetUtcNow() : TimeSpan.Zero);
            while (Store.Repositories().Any(known => known.NextRefresh <= Time.GetUtcNow()))
            {
                await Task.Yield();
            }

            Gate.Get<PolicyStore>().Refresh();
        }
    }

    /// <summary>Lets hours pass until so many refreshes ended.</summary>
    public async Task AdvanceAsync(int refreshes)
    {
        await UntilAsync(async () => await CountAsync("acme") >= refreshes);
        Gate.Get<PolicyStore>().Refresh();
    }

    /// <summary>How many refreshes of a trust root ended so, or in all.</summary>
    public async Task<int> CountAsync(string name, string reason = "") =>
        (await MetricsAsync()).Split('\n').Where(line => line.StartsWith($"imagegate_trust_root_refreshes_total{{trust_root=\"{name}\"", StringComparison.Ordinal))
            .Where(line => line.Contains($"reason=\"{reason}", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split(' ')[1], null));

    public async Task<string> MetricsAsync() => await Gate.Client.GetStringAsync($"{Gate.Metrics}/metrics");

    public async Task<JsonElement> DecideAsync(string image) => await Gate.DecideAsync(image, "/mutate");

    public async Task<(bool IsAllowed, string Message)> AskAsync(string image)
    {
        JsonElement response = await DecideAsync(image);
        bool isAllowed = response.GetProperty("allowed").GetBoolean();
        return (isAllowed, isAllowed ? "" : response.GetProperty("status").GetProperty("message").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        await Tuf.DisposeAsync();
    }
}
