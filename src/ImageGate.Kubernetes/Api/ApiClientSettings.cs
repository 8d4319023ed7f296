namespace ImageGate.Kubernetes.Api;

/// <summary>How calls are made.</summary>
/// <param name="CallTimeout">Longest time for one attempt of one call, watches excepted.</param>
/// <param name="UserAgent">Who asks, for the server's logs: <c>imagegate/0.1.0</c>.</param>
/// <param name="Clock">The clock of time-outs and waits.</param>
public sealed record ApiClientSettings(TimeSpan CallTimeout, string UserAgent, TimeProvider Clock);
