using System.Diagnostics;
using ImageGate.Kms;
using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Telemetry;
using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Server.Keys;

/// <summary>What is known of every key in a KMS that policies name. Policies ask here; nobody here asks a network.</summary>
internal sealed class KmsKeys
{
    private readonly Lock _lock = new();
    private readonly Dictionary<KmsKey, TrackedKey> _keys = [];
    private readonly TimeProvider _time;

    private volatile IReadOnlyList<KmsKey> _inForce = [];
    private volatile TaskCompletionSource _changed = NewSignal();
    private volatile bool _wereAllAsked;

    public KmsKeys(TimeProvider time, GateMetrics metrics)
    {
        _time = time;
        metrics.ObserveEach(
            "imagegate_kms_key_age_seconds", "Time since the KMS last gave the key; a key that is not trusted has none.", "key", () => Measure(known => known.Age(_time.GetUtcNow())?.TotalSeconds));
        metrics.ObserveEach(
            "imagegate_kms_key_available", "1 when the key in the KMS is known and trusted, 0 when signers wait for it.", "key", () => Measure(known => known.Known is KmsAnswer.Found ? 1 : 0));
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
            null => new KeyMaterial.Missing(known.LastFault is { } fault ? Describe(fault) : "it has not been asked for yet"),
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

        NoteAsked();
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

    /// <summary>Called when the policies have seen what was recorded.</summary>
    public void NoteAsked() => _wereAllAsked = _wereAllAsked || InForce().All(known => known.IsAsked);

    /// <summary>
    /// Ready when every key was asked for once, whatever came: a replica that starts must not say "unavailable" for the second
    /// that it takes. Keys that come later, or are lost, make nobody unready: signers without a key answer for themselves.
    /// </summary>
    public ReadinessCheck Check() => new("KMS keys", _wereAllAsked, _inForce.Count == 0 ? "none is in a KMS" : string.Join("; ", InForce().Select(Describe)));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Describe(KmsFault fault) => fault switch
    {
        KmsFault.Unreachable => "the KMS cannot be reached",
        KmsFault.TimedOut => "the KMS did not answer in time",
        KmsFault.NoCredential => "there is no credential for the KMS",
        KmsFault.NotAuthorized => "the KMS does not let ImageGate read it",
        KmsFault.Throttled => "the KMS is asked too often",
        KmsFault.ServerError => "the KMS has an error",
        KmsFault.BadAnswer => "the KMS answers what cannot be used",
        _ => throw new UnreachableException(),
    };

    private static string Describe(TrackedKey known)
    {
        string state = known.Known switch
        {
            KmsAnswer.Found => $"seen at {known.SaidAt!.Value.UtcDateTime:u}",
            KmsAnswer.Refused refused => $"not trusted: {refused.Reason}",
            _ => "not there yet",
        };
        return $"{known.Key}: {state}{(known.LastFault is { } fault ? $", the last refresh failed: {fault}" : "")}";
    }

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
