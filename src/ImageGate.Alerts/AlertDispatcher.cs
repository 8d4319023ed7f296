using ImageGate.Alerts.Delivery;

namespace ImageGate.Alerts;

/// <summary>Gives alerts to the receivers that want them, and knows which receiver cannot be told anything.</summary>
public sealed class AlertDispatcher
{
    private readonly AlertReceiver[] _receivers;

    /// <summary>Makes the receivers of a configuration; each delivers by itself from now on.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="instance">The Pod that says it.</param>
    /// <param name="time">For windows, waits and time-outs.</param>
    /// <param name="note">Is told of everything that becomes of alerts, on any thread; must neither wait nor throw.</param>
    public AlertDispatcher(AlertConfig config, string instance, TimeProvider time, Action<AlertNote> note)
    {
        ArgumentNullException.ThrowIfNull(config);
        _receivers = [.. config.Receivers.Select(settings => new AlertReceiver(settings, config.Cluster, instance, time, note))];
    }

    /// <summary>How many alerts wait, by the receiver's name.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> QueueLengths => [.. _receivers.Select(receiver => KeyValuePair.Create(receiver.Settings.Name, receiver.QueueLength))];

    /// <summary>Gives an alert to all who want it. Returns at once; what becomes of it is noted.</summary>
    public void Raise(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        foreach (AlertReceiver receiver in _receivers.Where(receiver => receiver.Settings.Events.Contains(alert.Event)))
        {
            receiver.Accept(alert);
        }
    }

    /// <summary>The name of a receiver that wants such alerts, denies when it does not get them, and may not get one now; or null.</summary>
    public string? FindUndelivered(AlertEvent happening) => Array.Find(
        _receivers, receiver => receiver.Settings.DenyIfUndelivered && receiver.Settings.Events.Contains(happening) && receiver.IsUndelivered)?.Settings.Name;

    /// <summary>Ends it: what waits is delivered, each alert with one try, for at most <see cref="Limits.DrainTime"/>.</summary>
    public Task StopAsync() => Task.WhenAll(_receivers.Select(receiver => receiver.StopAsync(Limits.DrainTime)));
}
