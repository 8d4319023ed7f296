namespace ImageGate.Oci.Http;

/// <summary>The circuits of one registry and of the hosts that it sends us to. There is one where something failed last; success removes it.</summary>
/// <param name="clock">The clock of the open times.</param>
internal sealed class Circuits(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CircuitScope, Circuit> _circuits = [];

    /// <summary>How many keep requests back now.</summary>
    public (int Everybody, int Login, int Repository) Open
    {
        get
        {
            lock (_lock)
            {
                return (Count<CircuitScope.Everybody>(), Count<CircuitScope.Login>(), Count<CircuitScope.Repository>());
            }
        }
    }

    /// <summary>How many are there, open or not.</summary>
    public int Known
    {
        get
        {
            lock (_lock)
            {
                return _circuits.Count;
            }
        }
    }

    /// <summary>Whether a request might be sent now; null: it might.</summary>
    public CircuitAnswer? Refusal(RegistryRequest request)
    {
        lock (_lock)
        {
            return RefusalOf(CircuitScope.Of(request), request.Host);
        }
    }

    /// <summary>Lets a request through, or says why not. After a yes <see cref="Leave"/> has to follow.</summary>
    public CircuitAnswer Enter(RegistryRequest request)
    {
        CircuitScope[] scopes = CircuitScope.Of(request);
        lock (_lock)
        {
            return RefusalOf(scopes, request.Host) ?? new CircuitAnswer.Yes(
                clock.GetTimestamp(), [.. scopes.Select(scope => _circuits.GetValueOrDefault(scope)).OfType<Circuit>().Where(circuit => circuit.Enter())]);
        }
    }

    /// <summary>Learns how a request went that was let through.</summary>
    public void Leave(RegistryRequest request, CircuitAnswer.Yes pass, Exchange exchange)
    {
        lock (_lock)
        {
            foreach (CircuitScope scope in CircuitScope.Of(request))
            {
                Learn(scope, pass, exchange);
            }

            foreach (Circuit circuit in pass.Probed)
            {
                circuit.EndProbe();
            }
        }
    }

    // What says nothing of a scope leaves its circuit as it is.
    private void Learn(CircuitScope scope, CircuitAnswer.Yes pass, Exchange exchange)
    {
        HostTrouble? trouble = (exchange as Exchange.Troubled)?.Trouble;
        switch (scope, exchange.Sign)
        {
            case (CircuitScope.Everybody, HostSign.Unreached):
            case (CircuitScope.Repository, HostSign.Silent or HostSign.Busy):
                FindOrAdd(scope).Fail(pass.SentAt, trouble!);
                break;
            case (CircuitScope.Login, HostSign.Busy) when trouble!.RetryAfter > TimeSpan.Zero:
                FindOrAdd(scope).Pause(trouble.RetryAfter.Value, trouble);
                break;
            case (_, HostSign.Answered):
            case (CircuitScope.Everybody, HostSign.Busy):
                if (_circuits.TryGetValue(scope, out Circuit? circuit) && circuit.Succeed(pass.Probed.Contains(circuit)))
                {
                    _circuits.Remove(scope);
                }

                break;
        }
    }

    private CircuitAnswer? RefusalOf(CircuitScope[] scopes, string host) =>
        scopes.Select(scope => _circuits.GetValueOrDefault(scope)?.Refusal(host)).FirstOrDefault(refusal => refusal is not null);

    private Circuit FindOrAdd(CircuitScope scope)
    {
        if (_circuits.TryGetValue(scope, out Circuit? circuit))
        {
            return circuit;
        }

        // The narrowest that ends first makes place: a thousand bad repositories must not make us forget that the host is down.
        if (_circuits.Count >= Limits.MaxCircuits)
        {
            _circuits.Remove(_circuits.MinBy(known => (known.Key is CircuitScope.Repository ? 0 : 1, known.Value.Rest)).Key);
        }

        circuit = new Circuit(clock);
        _circuits.Add(scope, circuit);
        return circuit;
    }

    private int Count<TScope>()
        where TScope : CircuitScope => _circuits.Count(circuit => circuit is { Key: TScope, Value.KeepsBack: true });
}
