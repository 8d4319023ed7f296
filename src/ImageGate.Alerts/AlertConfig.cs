namespace ImageGate.Alerts;

/// <summary>Who is told what.</summary>
/// <param name="Cluster">What the cluster is called; may be empty.</param>
/// <param name="Receivers">The receivers, names unique; at most <see cref="Limits.MaxReceivers"/>.</param>
public sealed record AlertConfig(string Cluster, IReadOnlyList<ReceiverSettings> Receivers);
