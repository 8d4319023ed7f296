namespace ImageGate.Kubernetes.Api.Watching;

/// <summary>How one list or one watch ended.</summary>
/// <param name="Version">Where to go on from, or null: list again.</param>
/// <param name="Failure">What went wrong, or null: it ended in order.</param>
/// <param name="IsBrief">Whether it was over so soon that the next must wait.</param>
internal sealed record WatchRound(string? Version, ApiFailure? Failure, bool IsBrief);
