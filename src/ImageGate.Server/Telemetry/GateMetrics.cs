using System.Diagnostics.Metrics;

namespace ImageGate.Server.Telemetry;

/// <summary>The gate's own instruments. Labels come from bounded sets only: never an image, a namespace or a user.</summary>
internal sealed class GateMetrics : IDisposable
{
    private readonly Meter _meter = new("ImageGate");
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _pullSecretFaults;
    private readonly Counter<long> _loads;
    private readonly Counter<long> _refreshes;
    private readonly Counter<long> _alerts;
    private readonly Counter<long> _shed;
    private readonly Counter<long> _kmsRefreshes;

    public GateMetrics()
    {
        _decisions = _meter.CreateCounter<long>("imagegate_decisions_total", description: "AdmissionReviews answered, by path and outcome.");
        _verdicts = _meter.CreateCounter<long>("imagegate_image_verdicts_total", description: "Images decided, by outcome and reason code.");
        _pullSecretFaults = _meter.CreateCounter<long>("imagegate_pull_secret_faults_total", description: "Pull secrets of requests that were not used, by reason.");
        _loads = _meter.CreateCounter<long>("imagegate_policy_loads_total", description: "Loads of the policy folder after a change, by result.");
        _shed = _meter.CreateCounter<long>("imagegate_admissions_shed_total", description: "AdmissionReviews that were not taken on, by what was missing.");
        _refreshes = _meter.CreateCounter<long>("imagegate_trust_root_refreshes_total", description: "Refreshes of trust roots, by result and reason.");
        _alerts = _meter.CreateCounter<long>("imagegate_alerts_total", description: "Alerts, by receiver and what became of them.");
        _kmsRefreshes = _meter.CreateCounter<long>("imagegate_kms_refreshes_total", description: "Refreshes of keys in a KMS, by result and reason.");
    }

    /// <summary>What the instruments belong to.</summary>
    public Meter Meter => _meter;

    /// <summary>One answer: its path and <c>allowed</c>, <c>denied</c>, <c>unavailable</c> or <c>error</c>.</summary>
    public void Decided(string path, string outcome) => _decisions.Add(1, new("path", path), new("outcome", outcome));

    /// <summary>One image: its outcome, and the reason code or <c>none</c>.</summary>
    public void Verdict(string outcome, string reason) => _verdicts.Add(1, new("outcome", outcome), new("reason", reason));

    /// <summary>One pull secret of one request that was not used: why.</summary>
    public void PullSecretUnused(string reason) => _pullSecretFaults.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>One load: <c>loaded</c> or <c>rejected</c>.</summary>
    public void Loaded(string result) => _loads.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>One refresh of a trust root, whose name stands in the policies: the reason why it failed, or <c>none</c>.</summary>
    public void Refreshed(string trustRoot, string reason) =>
        _refreshes.Add(1, new("trust_root", trustRoot), new("result", reason == "none" ? "refreshed" : "failed"), new("reason", reason));

    /// <summary>One alert for a receiver, whose name stands in the configuration: <c>sent</c>, <c>failed</c>, <c>dropped</c> or <c>deduplicated</c>.</summary>
    public void Alerted(string receiver, string result) => _alerts.Add(1, new("receiver", receiver), new("result", result));

    /// <summary>One request that was not taken on: what was missing, <c>memory</c> or <c>queue</c>.</summary>
    public void Shed(string reason) => _shed.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>One refresh of a key in a KMS, whose URI stands in the policies: <c>found</c>, <c>refused</c> or <c>failed</c>, and for the last why, or <c>none</c>.</summary>
    public void KmsRefreshed(string key, string result, string reason) =>
        _kmsRefreshes.Add(1, new("key", key), new("result", result), new("reason", reason));

    /// <summary>Adds a value that is asked for when metrics are read.</summary>
    public void Observe(string name, string description, Func<double> value) => _meter.CreateObservableGauge(name, value, description: description);

    /// <summary>Adds values that are asked for when metrics are read, one for each value of a label.</summary>
    public void ObserveEach(string name, string description, string label, Func<IEnumerable<KeyValuePair<string, double>>> values) =>
        _meter.CreateObservableGauge(
            name, () => values().Select(one => new Measurement<double>(one.Value, new KeyValuePair<string, object?>(label, one.Key))), description: description);

    /// <summary>Adds values with several labels that are asked for when metrics are read.</summary>
    public void ObserveEach(string name, string description, Func<IEnumerable<Measurement<double>>> values) =>
        _meter.CreateObservableGauge(name, values, description: description);

    /// <summary>Adds counts with several labels, somebody else's, that are asked for when metrics are read.</summary>
    public void ObserveTotals(string name, string description, Func<IEnumerable<Measurement<double>>> values) =>
        _meter.CreateObservableCounter(name, values, description: description);

    /// <summary>Adds a count, somebody else's, that is asked for when metrics are read.</summary>
    public void ObserveTotal(string name, string description, Func<double> value) => _meter.CreateObservableCounter(name, value, description: description);

    public void Dispose() => _meter.Dispose();
}
