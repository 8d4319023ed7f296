using System.Collections.Concurrent;
using System.Diagnostics;
using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Telemetry;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Server.Keys;

/// <summary>What is known of every key that policies name and that is kept elsewhere. Policies ask here; nobody here asks a network.</summary>
internal sealed partial class KeyStore
{
    private readonly SecretKeys _secrets;
    private readonly KmsKeys _kms;
    private readonly ILogger<KeyStore> _logger;
    private readonly ConcurrentDictionary<FollowedKey, KeyMaterial> _told = new();
    private volatile IReadOnlyList<FollowedKey> _inForce = [];
    private Dictionary<KeyReference, string?> _logged = [];
    private volatile bool _hasPolicies;
    private volatile bool _isLookedAt;

    public KeyStore(SecretKeys secrets, KmsKeys kms, GateMetrics metrics, ILogger<KeyStore> logger)
    {
        _secrets = secrets;
        _kms = kms;
        _logger = logger;
        metrics.ObserveEach(
            "imagegate_signer_key_available",
            "1 when the key, which is kept elsewhere, is there and can be used; 0 when its signers are unavailable.",
            "key",
            () => _inForce.DistinctBy(key => key.Reference).Select(key => KeyValuePair.Create(key.Reference.ToString()!, WhyNot(key) is null ? 1.0 : 0)));
    }

    /// <summary>What is known now.</summary>
    public KeyMaterial Find(FollowedKey key) => _told[key] = Look(key);

    /// <summary>Takes over the keys of the policies in force, and forgets the rest.</summary>
    public void Follow(IReadOnlyList<FollowedKey> inForce)
    {
        (_inForce, _hasPolicies) = (inForce, true);
        foreach (FollowedKey key in _told.Keys.Except(inForce).ToList())
        {
            _told.TryRemove(key, out _);
        }

        _secrets.Follow(inForce.Select(key => key.Reference).OfType<KeyReference.SecretEntry>());
        _kms.Follow([.. inForce.Select(key => key.Reference).OfType<KeyReference.Kms>().Select(reference => reference.Key).Distinct()]);
        LogChanges();
    }

    /// <summary>
    /// For people: which keys cannot be had. Not ready only until each key of the first policies was looked for once, and the
    /// policies know what came of it; later, signers without a key answer for themselves.
    /// </summary>
    public ReadinessCheck Check()
    {
        bool isPending = _inForce.Any(key => IsNotLookedAt(_told.GetValueOrDefault(key)));
        _isLookedAt |= _hasPolicies && !isPending;
        return new ReadinessCheck("keys", _isLookedAt || !isPending, _inForce.Count == 0 ? "none is kept elsewhere" : string.Join("; ", _inForce.Select(Describe)));
    }

    private static bool IsNotLookedAt(KeyMaterial? told) => ReferenceEquals(told, FollowedSecret.NotReadYet) || ReferenceEquals(told, KmsKeys.NotAskedYet);

    private KeyMaterial Look(FollowedKey key) => key.Reference switch
    {
        KeyReference.SecretEntry entry => _secrets.Find(entry),
        KeyReference.Kms one => _kms.Find(one.Key, key.MaxAge),
        _ => throw new UnreachableException(),
    };

    private string? WhyNot(FollowedKey key) => Look(key) switch
    {
        KeyMaterial.Missing missing => missing.Reason,
        KeyMaterial.Found found => PublicKeyPem.TryParse(found.Pem, found.Hash ?? KeyHash.Default, out _, out string? error) ? null : error,
        _ => throw new UnreachableException(),
    };

    private string Describe(FollowedKey key) =>
        $"{key.Reference}: {WhyNot(key) ?? "there"}{(FailureOf(key.Reference) is { } failure ? $", not followed just now: {failure}" : "")}";

    private string? FailureOf(KeyReference reference) => reference switch
    {
        KeyReference.SecretEntry entry => _secrets.FailureOf(entry),
        KeyReference.Kms one => _kms.FailureOf(one.Key),
        _ => throw new UnreachableException(),
    };

    // A key that comes or goes makes a new policy set, so this is asked at every change. Not to have looked yet is no news.
    private void LogChanges()
    {
        var now = new Dictionary<KeyReference, string?>();
        foreach (FollowedKey key in _inForce.DistinctBy(key => key.Reference))
        {
            string? whyNot = WhyNot(key);
            now.Add(key.Reference, whyNot);
            if (whyNot == FollowedSecret.NotReadYet.Reason || whyNot == KmsKeys.NotAskedYet.Reason || (_logged.TryGetValue(key.Reference, out string? before) && before == whyNot))
            {
                continue;
            }

            if (whyNot is null)
            {
                LogThere(_logger, key.Reference);
            }
            else
            {
                LogMissing(_logger, key.Reference, whyNot);
            }
        }

        _logged = now;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "the signer key {Key} is there")]
    private static partial void LogThere(ILogger logger, KeyReference key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the signer key {Key} cannot be had: {Reason}; its signers are unavailable")]
    private static partial void LogMissing(ILogger logger, KeyReference key, string reason);
}
