namespace ImageGate.Alerts.Payloads;

/// <summary>What is the same for all alerts of a receiver.</summary>
/// <param name="Cluster">What the cluster is called; may be empty.</param>
/// <param name="Priority">From 1, the highest, to 5.</param>
/// <param name="Instance">The Pod that says it.</param>
internal sealed record PayloadContext(string Cluster, int Priority, string Instance);
