using System.Diagnostics;
using ImageGate.Alerts;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.Alerts;
using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Options;
using ImageGate.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Alerts;

/// <summary>
/// The alerts' configuration in force: read at the start and whenever it changes. A bad one stops the start; later it keeps
/// the last good one. Gives alerts to its receivers without waiting for any.
/// </summary>
internal sealed partial class AlertStore : BackgroundService
{
    private const int RevisionDigits = 12;

    private readonly AlertOptions _options;
    private readonly TimeProvider _time;
    private readonly GateMetrics _metrics;
    private readonly ILogger<AlertStore> _logger;
    private readonly Lock _refreshing = new();

    private volatile AlertDispatcher? _current;
    private volatile AlertLoad? _last;
    private Task _retiring = Task.CompletedTask;

    public AlertStore(IOptions<AlertOptions> options, TimeProvider time, GateMetrics metrics, ILogger<AlertStore> logger)
    {
        _options = options.Value;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        metrics.ObserveEach(
            "imagegate_alert_queue_length", "Alerts that wait for a receiver.", "receiver",
            () => _current?.QueueLengths.Select(one => KeyValuePair.Create(one.Key, (double)one.Value)) ?? []);
    }

    private bool IsOn => !string.IsNullOrEmpty(_options.File);

    /// <summary>Loads for the first time, before the server listens.</summary>
    /// <exception cref="InvalidDataException">The configuration is wrong.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Refresh();
        return _last is AlertLoad.Rejected rejected
            ? throw new InvalidDataException("the alerts' configuration is rejected: " + Join(rejected))
            : base.StartAsync(cancellationToken);
    }

    /// <summary>What becomes of what waits is decided within seconds.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _retiring;
        if (_current is { } dispatcher)
        {
            await dispatcher.StopAsync();
        }
    }

    /// <summary>Tells of an answer. Returns at once.</summary>
    public void Raise(AdmissionRecord record)
    {
        // Nothing was stored, or the other webhook will say it.
        if (!record.DryRun && CountsHere(record) && _current is { } dispatcher && AdmissionAlert.Of(record, _time.GetUtcNow()) is { } alert)
        {
            dispatcher.Raise(alert);
        }
    }

    /// <summary>Tells of rejected policies.</summary>
    public void Raise(PolicyLoad.Rejected rejected, string consequence) => _current?.Raise(new Alert
    {
        Event = AlertEvent.PoliciesRejected,
        Time = _time.GetUtcNow(),
        Message = $"policies rejected, {consequence}: {rejected.Errors.Count} errors, the first: {rejected.Errors[0]}",
        ReasonCode = nameof(AlertEvent.PoliciesRejected),
        Owner = "policies/" + rejected.ContentHash[..RevisionDigits],  // the same content is told of once
    });

    /// <summary>Why the alert of what would be allowed cannot be delivered, where that denies; or null.</summary>
    public string? FindMissing(AdmissionRecord record) =>
        CountsHere(record) && AdmissionAlert.EventOf(record) is { } happening && _current?.FindUndelivered(happening) is { } receiver
            ? $"receiver \"{receiver}\" has to be told of this admission, and takes no alerts now"
            : null;

    /// <summary>What is in force, and what is wrong with the file's present content. Alerts make nobody unready.</summary>
    public IEnumerable<ReadinessCheck> Check()
    {
        if (IsOn)
        {
            string problem = _last is AlertLoad.Rejected rejected ? "; the file's present content is rejected: " + Join(rejected) : "";
            yield return new ReadinessCheck("alerts", true, $"{_current?.QueueLengths.Count ?? 0} receivers in force{problem}");
        }
    }

    /// <summary>Reads the file, and takes over what is new and right.</summary>
    internal void Refresh()
    {
        if (!IsOn)
        {
            return;
        }

        lock (_refreshing)
        {
            TakeOver(new AlertFile(_options.File!).Load());
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsOn)
        {
            return;
        }

        // Polled, as the policies are: file notifications are not reliable for the symlinks of a mounted Secret.
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_options.PollSeconds), _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Refresh();
        }
    }

    private static string Join(AlertLoad.Rejected rejected) => string.Join(" | ", rejected.Errors);

    private void TakeOver(AlertLoad load)
    {
        if (load.ContentHash == _last?.ContentHash)
        {
            return;
        }

        switch (load)
        {
            case AlertLoad.Loaded loaded:
                AlertDispatcher? old = _current;
                _current = new AlertDispatcher(loaded.Config, Environment.MachineName, _time, Note);
                _retiring = Task.WhenAll(_retiring, old?.StopAsync() ?? Task.CompletedTask);
                LogLoaded(_logger, loaded.Config.Receivers.Count, loaded.ContentHash[..RevisionDigits]);
                break;
            case AlertLoad.Rejected rejected:
                LogRejected(_logger, _current is null ? "there is none in force" : "the last good one stays in force", [.. rejected.Errors.Select(error => error.ToString())]);
                break;
            default:
                throw new UnreachableException();
        }

        _last = load;
    }

    // Of an object that is admitted both webhooks answer.
    private bool CountsHere(AdmissionRecord record) => !record.IsAllowed || record.Path == _options.AdmittedOn;

    private void Note(AlertNote note)
    {
        _metrics.Alerted(note.Receiver, note.Result.ToString().ToLowerInvariant());
        if (note.Result is AlertResult.Failed)
        {
            LogFailed(_logger, note.Receiver, note.Detail);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} receivers of alerts loaded, revision {Revision}")]
    private static partial void LogLoaded(ILogger logger, int count, string revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "alerts' configuration rejected, {Consequence}: {Errors}")]
    private static partial void LogRejected(ILogger logger, string consequence, string[] errors);

    [LoggerMessage(Level = LogLevel.Warning, Message = "receiver {Receiver} did not take an alert: {Detail}")]
    private static partial void LogFailed(ILogger logger, string receiver, string detail);
}
