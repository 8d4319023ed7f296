using ImageGate.EndToEnd.Parts;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Api.Watching;

namespace ImageGate.EndToEnd;

/// <summary>A copy follows the objects of a real API server.</summary>
public sealed class ApiWatchTests(EndToEndLab lab) : ApiTest(lab)
{
    [SkippableFact]
    public async Task Labels_of_namespaces_are_followed()
    {
        string before = await NewNamespaceAsync();
        using var end = new CancellationTokenSource();
        var watcher = new Watcher<PartialObject>(NewClient(Admin()), ApiResources.Namespaces, ApiSelection.All, TimeProvider.System);
        Task run = watcher.RunAsync(end.Token);
        await SeeAsync(watcher, objects => objects.ContainsKey(before));
        string after = await NewNamespaceAsync();
        await SeeAsync(watcher, objects => objects.ContainsKey(after));
        (await Cluster.KubectlAsync("label", "namespace", after, "env=prod")).Succeeded();
        await SeeAsync(watcher, objects => objects[after].Metadata.Labels?.GetValueOrDefault("env") == "prod");
        watcher.LastFailure.Should().BeNull();
        watcher.ContactAge.Should().BeLessThan(TimeSpan.FromMinutes(1));
        await EndAsync(end, run);
    }

    [SkippableFact]
    public async Task One_secret_is_followed_until_it_is_gone()
    {
        string home = await NewNamespaceAsync();
        (await Cluster.KubectlAsync("-n", home, "create", "secret", "generic", "key", "--from-literal=k=one")).Succeeded();
        (await Cluster.KubectlAsync("-n", home, "create", "secret", "generic", "other", "--from-literal=k=one")).Succeeded();
        using var end = new CancellationTokenSource();
        var watcher = new Watcher<Secret>(NewClient(Admin()), ApiResources.Secrets, new ApiSelection(home, "key"), TimeProvider.System);
        Task run = watcher.RunAsync(end.Token);
        await SeeAsync(watcher, objects => objects.ContainsKey(home + "/key"));
        watcher.Snapshot.Objects.Should().ContainSingle();
        (await Cluster.KubectlAsync("-n", home, "patch", "secret", "key", "-p", "{\"data\":{\"k\":\"dHdv\"}}")).Succeeded();
        await SeeAsync(watcher, objects => objects[home + "/key"].Data["k"].AsSpan().SequenceEqual("two"u8));
        (await Cluster.KubectlAsync("-n", home, "delete", "secret", "key")).Succeeded();
        await SeeAsync(watcher, objects => objects.Count == 0);
        await EndAsync(end, run);
    }

    private static async Task SeeAsync<T>(Watcher<T> watcher, Func<IReadOnlyDictionary<string, T>, bool> wanted)
        where T : class, IApiObject
    {
        CancellationToken deadline = Deadline;
        WatchSnapshot<T> seen = watcher.Snapshot;
        while (!watcher.HasSynced || !wanted(seen.Objects))
        {
            seen = await watcher.NewerAsync(seen, deadline);
        }
    }

    private static async Task EndAsync(CancellationTokenSource end, Task run)
    {
        await end.CancelAsync();
        await run.Invoking(running => running).Should().ThrowAsync<OperationCanceledException>();
    }
}
