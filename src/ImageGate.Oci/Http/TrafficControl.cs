using System.Diagnostics;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>Lets requests of one registry go: as many at once as the host bears, and none while its circuit is open.</summary>
internal sealed class TrafficControl(Transport transport, int maxConcurrency, TimeProvider clock, TrafficCount count)
{
    private readonly AdaptiveLimits _limits = new(maxConcurrency);
    private int _awaitingProbe;

    /// <summary>What failed last.</summary>
    public Circuits Circuits { get; } = new(clock);

    /// <summary>Sends a request once, or says why it was not sent.</summary>
    public async Task<Exchange> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        try
        {
            Exchange? exchange;
            do
            {
                exchange = await TrySendAsync(request, cancellationToken);
            }
            while (exchange is null);
            return exchange;
        }
        catch (OperationCanceledException)
        {
            return count.NotSent(new Exchange.Refused(Transport.NoAnswer(request).For(request), HostSign.None));
        }
    }

    // Circuits are looked at before the queue, so that nobody waits for a no, and after it.
    private async Task<Exchange?> TrySendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        switch (Circuits.Refusal(request))
        {
            case CircuitAnswer.No no:
                return count.NotSent(no.Troubled);
            case CircuitAnswer.Later later:
                return await AwaitProbeAsync(request, later.ProbeEnded, cancellationToken);
        }

        if (_limits.Of(request.Host) is not { } limit)
        {
            return TooBusy(request, $"more than {Limits.MaxTargets} hosts that this registry sends us to are being asked");
        }

        return await limit.EnterAsync(cancellationToken) is { } turn
            ? await SendAsync(request, limit, turn, cancellationToken)
            : TooBusy(request, $"{Limits.MaxWaitingRequests} requests wait for {request.Host} already");
    }

    /// <returns>Null: look again.</returns>
    private async Task<Exchange?> AwaitProbeAsync(RegistryRequest request, Task probeEnded, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _awaitingProbe) > Limits.MaxWaitingRequests)
            {
                return TooBusy(request, $"{Limits.MaxWaitingRequests} requests wait to see whether it answers");
            }

            await probeEnded.WaitAsync(cancellationToken);
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _awaitingProbe);
        }
    }

    /// <returns>Null: a probe began meanwhile, look again.</returns>
    private async Task<Exchange?> SendAsync(RegistryRequest request, AdaptiveLimit limit, long turn, CancellationToken cancellationToken)
    {
        var sign = HostSign.None;
        try
        {
            switch (Circuits.Enter(request))
            {
                case CircuitAnswer.Yes pass:
                    Exchange exchange = await ObserveAsync(request, pass, cancellationToken);
                    sign = exchange.Sign;
                    return count.Sent(exchange);
                case CircuitAnswer.No no:
                    return count.NotSent(no.Troubled);
                case CircuitAnswer.Later:
                    return null;
                default:
                    throw new UnreachableException();
            }
        }
        finally
        {
            limit.Leave(turn, sign);
        }
    }

    // Whatever happens, the pass is given back: a probe that never ended would keep the circuit open for ever.
    private async Task<Exchange> ObserveAsync(RegistryRequest request, CircuitAnswer.Yes pass, CancellationToken cancellationToken)
    {
        Exchange exchange = new Exchange.Refused(Transport.NoAnswer(request).For(request), HostSign.None);
        try
        {
            exchange = await transport.SendAsync(request, cancellationToken);
            return exchange;
        }
        finally
        {
            Circuits.Leave(request, pass, exchange);
        }
    }

    private Exchange TooBusy(RegistryRequest request, string why) => count.NotSent(
        new Exchange.Troubled(new HostTrouble(UnavailableCause.Throttled, $"{request.Host} was not asked: {why}"), HostSign.None, MayRepeat: false));
}
