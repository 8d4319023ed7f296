using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Api.Transport;

namespace ImageGate.Kubernetes.Api.Watching;

/// <summary>
/// Keeps a copy of objects that follows the server's: a list, then a watch from its version on, resumed after every end, and
/// a new list when the version is too old. A failed list or watch leaves the last snapshot in place.
/// </summary>
/// <remarks>Source: Kubernetes API concepts, "Efficient detection of changes"; client-go, tools/cache/reflector.go.</remarks>
/// <typeparam name="T">What is watched.</typeparam>
public sealed class Watcher<T>
    where T : class, IApiObject
{
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);

    private readonly ApiClient _client;
    private readonly ApiResource<T> _resource;
    private readonly ApiSelection _selection;
    private readonly TimeProvider _clock;
    private readonly Func<T, T> _keep;
    private readonly WatchStore<T> _store = new();
    private long _contact;

    /// <summary>A watcher; nothing is asked before <see cref="RunAsync"/>.</summary>
    /// <param name="client">Asks.</param>
    /// <param name="resource">What is watched.</param>
    /// <param name="selection">Which of them; at most 50,000.</param>
    /// <param name="clock">The clock of waits and ages.</param>
    /// <param name="keep">What stays in memory of an object, its name and namespace at least; null: all of it.</param>
    public Watcher(ApiClient client, ApiResource<T> resource, ApiSelection selection, TimeProvider clock, Func<T, T>? keep = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(clock);
        _client = client;
        _resource = resource;
        _selection = selection;
        _clock = clock;
        _keep = keep ?? (value => value);
        _contact = clock.GetTimestamp();
    }

    /// <summary>The objects as far as they are known here.</summary>
    public WatchSnapshot<T> Snapshot => _store.Snapshot;

    /// <summary>Whether there was a whole list: before, an object that is not in the snapshot may well exist.</summary>
    public bool HasSynced => _store.Snapshot.Revision > 0;

    /// <summary>Time since the server last said anything (a page, an event, a bookmark, a watch that began), or since the start.</summary>
    public TimeSpan ContactAge => _clock.GetElapsedTime(Volatile.Read(ref _contact));

    /// <summary>Why the last list or watch failed; null while all is well.</summary>
    public ApiFailure? LastFailure { get; private set; }

    /// <summary>Waits for a snapshot that is newer than <paramref name="seen"/>. Snapshots in between may be missed.</summary>
    public Task<WatchSnapshot<T>> NewerAsync(WatchSnapshot<T> seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return _store.NewerAsync(seen.Revision, cancellationToken);
    }

    /// <summary>Lists and watches until it is cancelled. To be called once.</summary>
    /// <exception cref="OperationCanceledException">The only end.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var backOff = new BackOff();
        string? version = null;
        while (true)
        {
            WatchRound round = version is null ? await ListAsync(cancellationToken) : await WatchAsync(version, cancellationToken);
            version = round.Version;
            LastFailure = round.Failure;
            if (round.Failure is null)
            {
                backOff.Reset();
            }

            if (round.Failure is not null || round.IsBrief)
            {
                await Task.Delay(backOff.Next(round.Failure), _clock, cancellationToken);
            }
        }
    }

    private async Task<WatchRound> ListAsync(CancellationToken cancellationToken)
    {
        var objects = WatchStore<T>.NewList();
        string? next = null;
        for (int pages = 0; pages < ApiLimits.MaxPages; pages++)
        {
            ApiResult<ObjectPage<T>> result = await _client.ListAsync(_resource, _selection, next, cancellationToken);
            if (result is not ApiResult<ObjectPage<T>>.Found { Value: var page })
            {
                return Failed(null, ((ApiResult<ObjectPage<T>>.Failed)result).Failure);
            }

            Touch();
            foreach (T item in page.Items)
            {
                if (WatchStore<T>.KeyOf(item) is { } key)
                {
                    objects[key] = _keep(item);
                }
            }

            if (objects.Count > ApiLimits.MaxWatchedObjects)
            {
                return Failed(null, TooMany());
            }

            next = page.Metadata.Continue;
            if (string.IsNullOrEmpty(next))
            {
                return Listed(objects.ToImmutable(), page.Metadata.ResourceVersion);
            }
        }

        return Failed(null, ApiFailures.TooLarge($"LIST {_resource.Plural}", ApiLimits.MaxPages));
    }

    private WatchRound Listed(ImmutableDictionary<string, T> objects, string? version)
    {
        if (string.IsNullOrEmpty(version))
        {
            return Failed(null, ApiFailures.Malformed($"LIST {_resource.Plural}", "the list has no version"));
        }

        _store.Replace(objects, version);
        return new WatchRound(version, null, false);
    }

    private async Task<WatchRound> WatchAsync(string version, CancellationToken cancellationToken)
    {
        long began = _clock.GetTimestamp();
        TimeSpan time = ApiLimits.WatchTime * (1 + Random.Shared.NextDouble());
        ApiResult<WatchLines> result = await _client.WatchAsync(_resource, _selection, version, time, cancellationToken);
        if (result is not ApiResult<WatchLines>.Found { Value: var lines })
        {
            ApiFailure failure = ((ApiResult<WatchLines>.Failed)result).Failure;
            return Failed(failure is ApiFailure.Gone ? null : version, failure);
        }

        using (lines)
        {
            Touch();
            LastFailure = null;
            return await FollowAsync(lines, version, began, cancellationToken);
        }
    }

    private async Task<WatchRound> FollowAsync(WatchLines lines, string version, long began, CancellationToken cancellationToken)
    {
        bool said = false;
        while (true)
        {
            WatchLine line = await lines.ReadAsync(ApiLimits.WatchSilence, cancellationToken);
            switch (line)
            {
                case WatchLine.Text text:
                    Touch();
                    WatchRound step = Take(text.Json.Span, version);
                    if (step.Failure is not null)
                    {
                        return step;
                    }

                    version = step.Version!;
                    said = true;
                    break;
                case WatchLine.End:
                    bool isBrief = _clock.GetElapsedTime(began) < Brief;
                    return isBrief && !said
                        ? Failed(version, new ApiFailure.Unavailable(ApiUnavailableCause.Unreachable, $"WATCH {_resource.Plural}: ended without a word", null))
                        : new WatchRound(version, null, isBrief);
                case WatchLine.Silence:
                    return Failed(version, ApiFailures.Late($"WATCH {_resource.Plural}"));
                case WatchLine.TooLong:
                    return Failed(null, ApiFailures.TooLarge($"WATCH {_resource.Plural}", ApiLimits.MaxObjectBytes));
                default:
                    throw new UnreachableException();
            }
        }
    }

    private WatchRound Take(ReadOnlySpan<byte> json, string version)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ApiJson.Default.WatchEvent) is { Object.ValueKind: JsonValueKind.Object } change
                ? Take(change, version)
                : Broken();
        }
        catch (JsonException)
        {
            return Broken();
        }
    }

    private WatchRound Take(WatchEvent change, string version)
    {
        if (change.Type == "ERROR")
        {
            ApiFailure failure = ApiFailures.Of($"WATCH {_resource.Plural}", change.Object.Deserialize(ApiJson.Default.ApiStatus)!);
            return Failed(failure is ApiFailure.Gone ? null : version, failure);
        }

        T value = change.Object.Deserialize(_resource.Json)!;
        if (value.Metadata.ResourceVersion is not { Length: > 0 } now)
        {
            return Broken();
        }

        switch (change.Type, WatchStore<T>.KeyOf(value))
        {
            case ("ADDED" or "MODIFIED", { } key):
                return _store.TrySet(key, _keep(value), now) ? new WatchRound(now, null, false) : Failed(null, TooMany());
            case ("DELETED", { } key):
                _store.Remove(key, now);
                return new WatchRound(now, null, false);
            case ("BOOKMARK", _):
                return new WatchRound(now, null, false);
            default:
                return Broken();
        }
    }

    // What was not understood may have been a change: only a new list tells.
    private WatchRound Broken() => Failed(null, ApiFailures.Malformed($"WATCH {_resource.Plural}", "a line is no event"));

    private ApiFailure.Unavailable TooMany() =>
        new(ApiUnavailableCause.TooLarge, $"LIST {_resource.Plural}: there are more than {ApiLimits.MaxWatchedObjects} objects", null);

    private static WatchRound Failed(string? version, ApiFailure failure) => new(version, failure, false);

    private void Touch() => Volatile.Write(ref _contact, _clock.GetTimestamp());
}
