using System.Threading.Channels;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Cluster;
using ImageGate.Server.Options;
using ImageGate.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Events;

/// <summary>Tells the API server, in Events, what was refused and what would be. In the background: no decision waits for it.</summary>
internal sealed class EventRecorder : BackgroundService
{
    private readonly Channel<ObjectEvent> _queue = Channel.CreateBounded<ObjectEvent>(
        new BoundedChannelOptions(Limits.MaxQueuedEvents) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly ClusterConnection? _cluster;
    private readonly AdmissionPath _admittedOn;
    private readonly EventSender? _sender;
    private readonly TimeProvider _time;
    private readonly GateMetrics _metrics;

    /// <summary>Begins to take events.</summary>
    /// <param name="cluster">Who is told; null: nobody.</param>
    /// <param name="options">Which webhook tells of what was admitted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Where it is counted.</param>
    /// <param name="logger">Where it is said, once, that nothing may be told.</param>
    public EventRecorder(ClusterConnection? cluster, IOptions<AlertOptions> options, TimeProvider time, GateMetrics metrics, ILogger<EventSender> logger)
    {
        _cluster = cluster;
        _admittedOn = options.Value.AdmittedOn;
        _sender = cluster is null ? null : new EventSender(cluster.Client, time, metrics, logger);
        _time = time;
        _metrics = metrics;
    }

    /// <summary>Tells of an answer. Returns at once.</summary>
    public void Raise(AdmissionRecord record)
    {
        // Of an object that is admitted both webhooks answer. An object that is in no namespace brings in no image.
        if (_cluster is null || record.DryRun || record.Namespace.Length == 0 || (record.IsAllowed && record.Path != _admittedOn))
        {
            return;
        }

        Enqueue(AdmissionEvent.Of(record, _time.GetUtcNow()));
    }

    /// <summary>Tells of rejected policies.</summary>
    public void Raise(PolicyLoad.Rejected rejected, string consequence)
    {
        if (_cluster is not null)
        {
            Enqueue(AdmissionEvent.Of(rejected, consequence, _cluster.Namespace, Environment.MachineName));
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_sender is null)
        {
            return;
        }

        await foreach (ObjectEvent happening in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            await _sender.SendAsync(happening, stoppingToken);
        }
    }

    private void Enqueue(ObjectEvent? happening)
    {
        if (happening is not null && !_queue.Writer.TryWrite(happening))
        {
            _metrics.EventSent("dropped");
        }
    }
}
