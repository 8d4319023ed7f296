using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Policies;

namespace ImageGate.Server.Keys;

/// <summary>
/// The keys in Secrets that the policies in force name. Each is followed on its own, by a watch that needs no right on other
/// Secrets; whoever asks gets what is in memory.
/// </summary>
/// <param name="client">Asks, or null: the API server is not asked.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class SecretKeys(ApiClient? client, TimeProvider time) : BackgroundService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<KeyReference.SecretEntry, FollowedSecret> _followed = [];
    private volatile TaskCompletionSource _changed = NewSignal();

    /// <summary>What is known now.</summary>
    public KeyMaterial Find(KeyReference.SecretEntry entry) =>
        client is null ? new KeyMaterial.Missing("the server asks no API server: set `Kubernetes:Enabled`")
        : Get(entry)?.Find() ?? FollowedSecret.NotReadYet;

    /// <summary>Why a Secret is not followed just now, whatever is known of it, or null.</summary>
    public string? FailureOf(KeyReference.SecretEntry entry) => Get(entry)?.Failure;

    /// <summary>Takes over what the policies in force name, and forgets the rest.</summary>
    public void Follow(IEnumerable<KeyReference.SecretEntry> inForce)
    {
        if (client is null)
        {
            return;
        }

        HashSet<KeyReference.SecretEntry> wanted = [.. inForce];
        lock (_lock)
        {
            foreach ((KeyReference.SecretEntry entry, FollowedSecret secret) in _followed.Where(one => !wanted.Contains(one.Key)).ToList())
            {
                _followed.Remove(entry);
                secret.Drop();
            }

            foreach (KeyReference.SecretEntry entry in wanted.Where(entry => !_followed.ContainsKey(entry)))
            {
                _followed.Add(entry, new FollowedSecret(client, entry, time));
            }
        }

        TaskCompletionSource changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            Task changed = _changed.Task;                              // before looking: what changes meanwhile is not missed
            Task[] running = [.. All().Select(secret => secret.RunAsync(stoppingToken))];

            // One that ends was dropped. One that fails is a bug, which must not stay unseen.
            await await Task.WhenAny([.. running, changed.WaitAsync(stoppingToken)]);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FollowedSecret? Get(KeyReference.SecretEntry entry)
    {
        lock (_lock)
        {
            return _followed.GetValueOrDefault(entry);
        }
    }

    private FollowedSecret[] All()
    {
        lock (_lock)
        {
            return [.. _followed.Values];
        }
    }
}
