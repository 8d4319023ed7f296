using System.Diagnostics;
using ImageGate.Cloud;
using ImageGate.Kms;
using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Telemetry;
using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Server.Keys;

/// <summary>What is known of every key in a KMS that policies name. Policies ask here; nobody here asks a network.</summary>
internal sealed class KmsKeys
{
    /// <summary>The answer before the KMS was asked for the first time.</summary>
    public static readonly KeyMaterial.Missing NotAskedYet = new("it has not been asked for yet");

    private readonly Lock _lock = new();
    private readonly Dictionary<KmsKey, TrackedKey> _keys = [];
    private readonly TimeProvider _time;

    private volatile IReadOnlyList<KmsKey> _inForce = [];
    private volatile TaskCompletionSource _changed = NewSignal();

    public KmsKeys(TimeProvider time, GateMetrics metrics)
    {
        _time = time;
        metrics.ObserveEach(
            "imagegate_kms_key_age_seconds", "Time since the KMS last gave the key; a key that is not trusted has none.", "key", () => Measure(known => known.Age(_time.GetUtcNow())?.TotalSeconds));
    }

    /// <summary>Ends when there are other keys in force.</summary>
    public Task Changed => _changed.Task;

    /// <summary>What is known now.</summary>
    /// <param name="key">The key.</param>
    /// <param name="maxAge">How long ago the KMS may last have given it, or null: ever.</param>
    public KeyMaterial Find(KmsKey key, TimeSpan? maxAge)
    {
        TrackedKey known = Get(key);
        return known.Known switch
        {
            KmsAnswer.Found found when maxAge is null || known.Age(_time.GetUtcNow()) <= maxAge => new KeyMaterial.Found(found.Pem, found.Hash),
            KmsAnswer.Found => new KeyMaterial.Missing($"it was last seen there at {known.SaidAt!.Value.UtcDateTime:u}, longer ago than `maxKeyAge` allows"),
            KmsAnswer.Refused refused => new KeyMaterial.Missing(refused.Reason),
            null => known.LastFault is { } fault ? new KeyMaterial.Missing(Describe(fault)) : NotAskedYet,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Takes over what the policies in force name, and forgets the rest.</summary>
    public void Follow(IReadOnlyList<KmsKey> inForce)
    {
        lock (_lock)
        {
            foreach (KmsKey key in _keys.Keys.Except(inForce).ToList())
            {
                _keys.Remove(key);
            }

            _inForce = inForce;
        }

        TaskCompletionSource changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    /// <summary>The keys in force.</summary>
    public IReadOnlyList<TrackedKey> InForce() => [.. _inForce.Select(Get)];

    /// <summary>Remembers what asking came to.</summary>
    public void Record(TrackedKey tracked)
    {
        lock (_lock)
        {
            _keys[tracked.Key] = tracked;
        }
    }

    /// <summary>Why the KMS said nothing when it was last asked, whatever is known of the key, or null.</summary>
    public string? FailureOf(KmsKey key) => Get(key).LastFault is { } fault ? Describe(fault) : null;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Describe(CloudFault fault) => fault switch
    {
        CloudFault.Unreachable => "the KMS cannot be reached",
        CloudFault.TimedOut => "the KMS did not answer in time",
        CloudFault.NoCredential => "there is no credential for the KMS",
        CloudFault.NotAuthorized => "the KMS does not let ImageGate read it",
        CloudFault.Throttled => "the KMS is asked too often",
        CloudFault.ServerError => "the KMS has an error",
        CloudFault.BadAnswer => "the KMS answers what cannot be used",
        _ => throw new UnreachableException(),
    };

    private TrackedKey Get(KmsKey key)
    {
        lock (_lock)
        {
            if (!_keys.TryGetValue(key, out TrackedKey? known))
            {
                known = new TrackedKey(key, null, null, _time.GetUtcNow(), 0, null);
                _keys.Add(key, known);
            }

            return known;
        }
    }

    private List<KeyValuePair<string, double>> Measure(Func<TrackedKey, double?> value) =>
        [.. InForce().Select(known => (Name: known.Key.ToString(), Value: value(known)))
            .Where(measured => measured.Value is not null)
            .Select(measured => KeyValuePair.Create(measured.Name, measured.Value!.Value))];
}
