using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ImageGate.Server.Telemetry;

/// <summary>The gate's own instruments. Labels come from bounded sets only: never an image, a namespace or a user.</summary>
internal sealed class GateMetrics : IDisposable
{
    /// <summary>What the meter is called.</summary>
    public const string MeterName = "ImageGate";

    // A known answer takes a tenth of a millisecond, and no request more than 30 seconds.
    private static readonly double[] RequestBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] PhaseBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _pullSecretFaults;
    private readonly Counter<long> _loads;
    private readonly Counter<long> _refreshes;
    private readonly Counter<long> _alerts;
    private readonly Counter<long> _shed;
    private readonly Counter<long> _kmsRefreshes;
    private readonly Counter<long> _policyResults;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _requestTimes;
    private readonly Histogram<double> _phaseTimes;

    public GateMetrics()
    {
        _decisions = _meter.CreateCounter<long>("imagegate_decisions_total", description: "AdmissionReviews answered, by path and outcome.");
        _verdicts = _meter.CreateCounter<long>("imagegate_image_verdicts_total", description: "Images decided, by outcome and reason code.");
        _pullSecretFaults = _meter.CreateCounter<long>("imagegate_pull_secret_faults_total", description: "Pull secrets of requests that were not used, by reason.");
        _loads = _meter.CreateCounter<long>("imagegate_policy_loads_total", description: "Loads of the policy folder after a change, by result.");
        _shed = _meter.CreateCounter<long>("imagegate_admissions_shed_total", description: "AdmissionReviews that were not taken on, by what was missing.");
        _refreshes = _meter.CreateCounter<long>("imagegate_trust_root_refreshes_total", description: "Refreshes of trust roots, by result and reason.");
        _alerts = _meter.CreateCounter<long>("imagegate_alerts_total", description: "Alerts, by receiver and what became of them.");
        _policyResults = _meter.CreateCounter<long>("imagegate_policy_results_total", description: "What policies said of images, by policy, mode, result and reason code.");
        _events = _meter.CreateCounter<long>("imagegate_events_total", description: "Events of Kubernetes, by what became of them.");
        _requestTimes = _meter.CreateHistogram(
            "imagegate_request_duration_seconds", "s", "Time from a whole body to its answer, by path and outcome.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = RequestBounds });
        _phaseTimes = _meter.CreateHistogram(
            "imagegate_phase_duration_seconds", "s", "Time of the work behind answers that were not known, by phase.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = PhaseBounds });
        _kmsRefreshes = _meter.CreateCounter<long>("imagegate_kms_refreshes_total", description: "Refreshes of keys in a KMS, by result and reason.");
    }

    /// <summary>What the instruments belong to.</summary>
    public Meter Meter => _meter;

    /// <summary>One answer: its path, how it ended, and how long it took.</summary>
    public void Decided(string path, string outcome, TimeSpan elapsed)
    {
        _decisions.Add(1, new("path", path), new("outcome", outcome));
        _requestTimes.Record(elapsed.TotalSeconds, new("path", path), new("outcome", outcome));
    }

    /// <summary>What one policy said of one image.</summary>
    public void PolicySaid(string policy, string mode, string result, string reason) =>
        _policyResults.Add(1, new TagList { { "policy", policy }, { "mode", mode }, { "result", result }, { "reason", reason } });

    /// <summary>A phase of a decision ended.</summary>
    public void Took(Phase phase, TimeSpan elapsed) => _phaseTimes.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("phase", DecisionWords.For(phase)));

    /// <summary>One Event for the API server: <c>created</c>, <c>updated</c>, <c>dropped</c> or <c>failed</c>.</summary>
    public void EventSent(string result) => _events.Add(1, new KeyValuePair<string, object?>("result", result));

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
