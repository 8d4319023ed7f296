using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Options;
using ImageGate.Server.Telemetry;
using ImageGate.Sigstore.Tuf;
using ImageGate.Tuf;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.TrustRoots;

/// <summary>What is known of every TUF repository that policies name. Policies ask here; nobody here asks a network.</summary>
internal sealed partial class TrustRootStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TrackedRepository> _repositories = new(StringComparer.Ordinal);
    private readonly TrustRootOptions _options;
    private readonly RepositoryMemory? _memory;
    private readonly TimeProvider _time;
    private readonly ILogger<TrustRootStore> _logger;

    private volatile IReadOnlyList<FollowedTrustRoot> _inForce = [];
    private volatile TaskCompletionSource _changed = NewSignal();
    private bool _isMemoryBroken;

    public TrustRootStore(IOptions<TrustRootOptions> options, TimeProvider time, GateMetrics metrics, ILogger<TrustRootStore> logger)
    {
        _options = options.Value;
        _memory = _options.Directory.Length == 0 ? null : new RepositoryMemory(_options.Directory);
        _time = time;
        _logger = logger;
        metrics.ObserveEach(
            "imagegate_trust_root_age_seconds", "Time since the last successful refresh; a root that was never refreshed has none.", "trust_root", () => Measure(known => (_time.GetUtcNow() - known.RefreshedAt)?.TotalSeconds));
        metrics.ObserveEach(
            "imagegate_trust_root_available", "1 when there is a trusted root, 0 when signers wait for it.", "trust_root", () => Measure(known => known.TrustedRoot is null ? 0 : 1));
        metrics.ObserveEach(
            "imagegate_trust_root_expiry_timestamp_seconds", "When the newest TUF root expires, in Unix time.", "trust_root", () => Measure(known => known.Root?.Expires.ToUnixTimeSeconds()));
        metrics.Observe("imagegate_trust_root_memory_ok", "1 when trusted roots are remembered over a restart.", () => _memory is not null && !_isMemoryBroken && Directory.Exists(_options.Directory) ? 1 : 0);
    }

    /// <summary>The trust roots of the policies in force.</summary>
    public IReadOnlyList<FollowedTrustRoot> InForce => _inForce;

    /// <summary>Ends when <see cref="InForce"/> changes.</summary>
    public Task Changed => _changed.Task;

    /// <summary>What is known now.</summary>
    /// <param name="seed">The repository.</param>
    /// <param name="maxAge">How long ago the last successful refresh may be, or null: ever.</param>
    public TrustMaterial Find(TufSeed seed, TimeSpan? maxAge)
    {
        TrackedRepository known = Get(seed);
        return known.Repository.TrustedRoot is not { } root ? new TrustMaterial.Missing(WhyNone(known))
            : maxAge is null || _time.GetUtcNow() - known.Repository.RefreshedAt <= maxAge ? new TrustMaterial.Found(root)
            : new TrustMaterial.Missing(known.Repository.RefreshedAt is { } refreshedAt
                ? $"its last successful refresh was at {refreshedAt.UtcDateTime:u}, longer ago than `maxAge` allows"
                : "no refresh has succeeded yet, and `maxAge` demands one");
    }

    /// <summary>Takes over what the policies in force name, and forgets the rest.</summary>
    public void Follow(IReadOnlyList<FollowedTrustRoot> inForce)
    {
        HashSet<string> wanted = [.. inForce.Select(followed => followed.Seed.Id)];
        lock (_lock)
        {
            foreach (string id in _repositories.Keys.Where(id => !wanted.Contains(id)).ToList())
            {
                _repositories.Remove(id);
            }

            _inForce = inForce;
        }

        TaskCompletionSource changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    /// <summary>The repositories in force, each once however many trust roots name it.</summary>
    public IReadOnlyList<TrackedRepository> Repositories() => [.. _inForce.DistinctBy(followed => followed.Seed.Id).Select(followed => Get(followed.Seed))];

    /// <summary>Remembers what a refresh came to.</summary>
    public void Record(TrackedRepository tracked)
    {
        lock (_lock)
        {
            _repositories[tracked.Repository.Seed.Id] = tracked;
        }

        string? problem = _memory?.Save(tracked.Repository);
        if (problem is not null && !_isMemoryBroken)
        {
            LogNotRemembered(_logger, _options.Directory, problem);
        }

        _isMemoryBroken = problem is not null;
    }

    /// <summary>For people: what each trust root stands on. It makes nobody unready: signers without a root answer for themselves.</summary>
    public ReadinessCheck Check() => new("trust roots", true, _inForce.Count == 0 ? "none comes from a TUF repository" : string.Join("; ", _inForce.Select(Describe)));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TrackedRepository Get(TufSeed seed)
    {
        lock (_lock)
        {
            if (!_repositories.TryGetValue(seed.Id, out TrackedRepository? known))
            {
                known = new TrackedRepository(Restore(seed) ?? FollowedRepository.Start(seed), _time.GetUtcNow(), 0, null);
                _repositories.Add(seed.Id, known);
            }

            return known;
        }
    }

    private FollowedRepository? Restore(TufSeed seed)
    {
        string? problem = null;
        FollowedRepository? restored = _memory?.Load(seed, _time.GetUtcNow(), out problem);
        if (problem is not null)
        {
            LogMemoryRefused(_logger, seed.Mirror, _options.Directory, problem);
        }

        return restored;
    }

    // Few words, and no times of now: each new text makes a new policy set.
    private string WhyNone(TrackedRepository known) =>
        !_options.Refresh ? "refreshes are switched off, and nothing is remembered of it"
        : known.LastFailure is { } failure ? $"no refresh has succeeded yet: {failure}"
        : "no refresh has succeeded yet";

    private string Describe(FollowedTrustRoot followed)
    {
        TrackedRepository known = Get(followed.Seed);
        string state = known.Repository.RefreshedAt is { } refreshedAt ? $"refreshed at {refreshedAt.UtcDateTime:u}"
            : known.Repository.TrustedRoot is not null ? "as it was built in, never refreshed"
            : "not there yet";
        return $"{followed.Name}: {state}{(known.LastFailure is { } failure ? $", the last refresh failed: {failure}" : "")}";
    }

    private List<KeyValuePair<string, double>> Measure(Func<FollowedRepository, double?> value) =>
        [.. _inForce.Select(followed => (followed.Name, Value: value(Get(followed.Seed).Repository)))
            .Where(measured => measured.Value is not null)
            .Select(measured => KeyValuePair.Create(measured.Name, measured.Value!.Value))];

    [LoggerMessage(Level = LogLevel.Warning, Message = "trusted roots cannot be remembered in {Directory}: {Problem}; they are kept in memory alone, and fetched anew after a restart")]
    private static partial void LogNotRemembered(ILogger logger, string directory, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "what {Directory} remembers of {Mirror} is not used: {Problem}")]
    private static partial void LogMemoryRefused(ILogger logger, Uri mirror, string directory, string problem);
}
