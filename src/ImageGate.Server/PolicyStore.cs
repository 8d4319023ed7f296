using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Alerts;
using ImageGate.Server.Events;
using ImageGate.Server.Keys;
using ImageGate.Server.Options;
using ImageGate.Server.Telemetry;
using ImageGate.Server.TrustRoots;
using Microsoft.Extensions.Options;

namespace ImageGate.Server;

/// <summary>
/// The policies in force: read from the folder at the start and whenever it changes, swapped as one reference. A bad change
/// keeps the last good set.
/// </summary>
internal sealed partial class PolicyStore : BackgroundService
{
    private readonly PolicyDirectory _directory;
    private readonly PolicyOptions _options;
    private readonly TrustRootStore _trustRoots;
    private readonly AlertStore _alerts;
    private readonly EventRecorder _events;
    private readonly KeyStore _keys;
    private readonly TimeProvider _time;
    private readonly GateMetrics _metrics;
    private readonly ILogger<PolicyStore> _logger;

    private readonly Lock _refreshing = new();

    private volatile PolicySet? _current;
    private volatile PolicyLoad? _last;
    private DateTimeOffset _loadedAt;

    public PolicyStore(
        IOptions<PolicyOptions> options, TrustSources sources, TrustRootStore trustRoots, KeyStore keys, AlertStore alerts, EventRecorder events, TimeProvider time, GateMetrics metrics, ILogger<PolicyStore> logger)
    {
        _options = options.Value;
        _trustRoots = trustRoots;
        _keys = keys;
        _alerts = alerts;
        _events = events;
        _directory = new PolicyDirectory(_options.Directory, sources);
        _time = time;
        _metrics = metrics;
        _logger = logger;
        metrics.Observe("imagegate_policies", "Policies in force.", () => _current?.Policies.Count ?? 0);
        metrics.Observe("imagegate_policy_set_age_seconds", "Time since the policies in force were loaded.", AgeSeconds);
        metrics.Observe("imagegate_policy_last_load_ok", "1 when the folder's present content is in force, 0 when it was rejected.", () => _last is PolicyLoad.Loaded ? 1 : 0);
    }

    /// <summary>The policies in force, or null before the first good load.</summary>
    public PolicySet? Current => _current;

    /// <summary>Loads for the first time, before the server listens.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Refresh();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>What is in force, and what is wrong with the folder's present content.</summary>
    public ReadinessCheck Check()
    {
        string state = _current is { } set ? $"{set.Policies.Count} policies in force, revision {set.Revision}" : "no policy set has been loaded";
        string problem = _last is PolicyLoad.Rejected rejected
            ? $"; the folder's present content is rejected: {string.Join(" | ", rejected.Errors)}"
            : "";
        return new ReadinessCheck("policies", _current is not null, state + problem);
    }

    /// <summary>Reads the folder, and takes over what is new and right.</summary>
    internal void Refresh()
    {
        // One after the other: the older of two readings must not come last.
        lock (_refreshing)
        {
            TakeOver(_directory.Load());
        }
    }

    private void TakeOver(PolicyLoad load)
    {
        if (load.ContentHash == _last?.ContentHash)
        {
            return;
        }

        switch (load)
        {
            case PolicyLoad.Loaded loaded:
                _loadedAt = _time.GetUtcNow();
                _current = loaded.Set;
                _trustRoots.Follow(loaded.Followed);
                _keys.Follow(loaded.Keys);
                _metrics.Loaded("loaded");
                LogLoaded(_logger, loaded.Set.Policies.Count, loaded.Set.Revision);
                break;
            case PolicyLoad.Rejected rejected:
                string consequence = _current is null ? "there is none in force" : "the last good set stays in force";
                _metrics.Loaded("rejected");
                _alerts.Raise(rejected, consequence);
                _events.Raise(rejected, consequence);
                LogRejected(_logger, consequence, [.. rejected.Errors.Select(error => error.ToString())]);
                break;
            default:
                throw new UnreachableException();
        }

        _last = load;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Polled, not watched: file notifications are not reliable for the symlinks of a ConfigMap mount.
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_options.PollSeconds), _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Refresh();
        }
    }

    private double AgeSeconds() => _current is null ? 0 : (_time.GetUtcNow() - _loadedAt).TotalSeconds;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} policies loaded, revision {Revision}")]
    private static partial void LogLoaded(ILogger logger, int count, string revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "policies rejected, {Consequence}: {Errors}")]
    private static partial void LogRejected(ILogger logger, string consequence, string[] errors);
}
