using System.Globalization;
using ImageGate.Testing;

namespace ImageGate.Alerts.Tests.Delivery;

/// <summary>A dispatcher with one receiver on this machine and a clock that is moved by hand.</summary>
public abstract class DispatcherTest : IAsyncLifetime
{
    /// <summary>Longer than any wait between tries, shorter than the time-out of one.</summary>
    private protected static readonly TimeSpan BelowTimeout = Limits.MaxTimeout - TimeSpan.FromSeconds(1);

    private readonly List<AlertDispatcher> _dispatchers = [];

    private protected ManualTimeProvider Time { get; } = new();

    private protected Notes Notes { get; } = new();

    private protected AlertSink Sink { get; private set; } = null!;

    public async Task InitializeAsync() => Sink = await AlertSink.StartAsync();

    public async Task DisposeAsync()
    {
        Sink.Answer = _ => Task.CompletedTask;
        foreach (AlertDispatcher dispatcher in _dispatchers)
        {
            await Time.RunAsync(dispatcher.StopAsync(), TimeSpan.FromDays(2));
        }

        await Sink.DisposeAsync();
    }

    private protected AlertDispatcher Start(ReceiverSettings? receiver = null)
    {
        var dispatcher = new AlertDispatcher(new AlertConfig("prod", [receiver ?? Samples.Receiver(Sink.Url)]), "pod-1", Time, Notes.Add);
        _dispatchers.Add(dispatcher);
        return dispatcher;
    }

    /// <summary>An alert that repeats no other.</summary>
    private protected static Alert Distinct(int index) => Samples.Alert with { Namespace = "n" + index.ToString(CultureInfo.InvariantCulture) };
}
