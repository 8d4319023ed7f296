using System.Collections.ObjectModel;
using System.Text;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Api.Watching;
using ImageGate.Kubernetes.Policies;

namespace ImageGate.Server.Keys;

/// <summary>One entry of one Secret, followed by a watch of that name. What was seen last stays while the API server cannot be asked.</summary>
internal sealed class FollowedSecret
{
    /// <summary>The answer before the API server has answered or failed for the first time.</summary>
    public static readonly KeyMaterial.Missing NotReadYet = new("its Secret has not been read yet");

    private static readonly UTF8Encoding StrictText = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly KeyReference.SecretEntry _entry;
    private readonly Watcher<Secret> _watcher;
    private readonly CancellationTokenSource _dropped = new();
    private Task? _run;

    /// <summary>Follows nothing before <see cref="RunAsync"/>.</summary>
    public FollowedSecret(ApiClient client, KeyReference.SecretEntry entry, TimeProvider time)
    {
        _entry = entry;
        _watcher = new Watcher<Secret>(client, ApiResources.Secrets, new ApiSelection(entry.Namespace, entry.Name), time, secret => Keep(secret, entry.Key));
    }

    /// <summary>Why the Secret is not followed just now, whatever is known of it, or null.</summary>
    public string? Failure => _watcher.LastFailure?.Detail;

    /// <summary>What is known now. Few words, and nothing that changes while nothing happens: each new text makes a new policy set.</summary>
    public KeyMaterial Find()
    {
        WatchSnapshot<Secret> seen = _watcher.Snapshot;
        if (seen.Revision == 0)
        {
            return WhyUnseen(_watcher.LastFailure);
        }

        return !seen.Objects.TryGetValue($"{_entry.Namespace}/{_entry.Name}", out Secret? secret) ? new KeyMaterial.Missing("there is no such Secret")
            : !secret.Data.TryGetValue(_entry.Key, out byte[]? bytes) ? new KeyMaterial.Missing("the Secret has no such entry")
            : bytes.Length > Sigstore.Limits.MaxPemCharacters ? new KeyMaterial.Missing($"the entry has over {Sigstore.Limits.MaxPemCharacters} bytes")
            : Decode(bytes);
    }

    /// <summary>What stays in memory. Beside a public key there is often its private one, and in an annotation all of it again.</summary>
    internal static Secret Keep(Secret secret, string entry) => new()
    {
        Metadata = new ObjectMetadata { Namespace = secret.Metadata.Namespace, Name = secret.Metadata.Name },
        Data = secret.Data.GetValueOrDefault(entry) is { } bytes
            ? new Dictionary<string, byte[]> { [entry] = bytes[..Math.Min(bytes.Length, Sigstore.Limits.MaxPemCharacters + 1)] }
            : ReadOnlyDictionary<string, byte[]>.Empty,
    };

    /// <summary>Follows until it is dropped or the server stops. The second call gives the task of the first.</summary>
    public Task RunAsync(CancellationToken stoppingToken) => _run ??= FollowAsync(stoppingToken);

    /// <summary>Ends the following.</summary>
    public void Drop() => _dropped.Cancel();

    private static KeyMaterial.Missing WhyUnseen(ApiFailure? failure) => failure switch
    {
        null => NotReadYet,
        ApiFailure.Forbidden => new("ImageGate may not read it: its service account needs `get`, `list` and `watch` of this Secret"),
        ApiFailure.Unauthorized => new("the API server does not accept ImageGate's credentials"),
        _ => new("the API server could not be asked yet"),
    };

    private static KeyMaterial Decode(byte[] bytes)
    {
        try
        {
            return new KeyMaterial.Found(StrictText.GetString(bytes), null);
        }
        catch (DecoderFallbackException)
        {
            return new KeyMaterial.Missing("the entry is not UTF-8 text");
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _dropped.Token);
        try
        {
            await _watcher.RunAsync(either.Token);
        }
        catch (OperationCanceledException) when (_dropped.IsCancellationRequested)
        {
            // Nobody wants it any more.
        }
    }
}
