using ImageGate.Tuf;

namespace ImageGate.Server.TrustRoots;

/// <summary>A repository at one moment.</summary>
/// <param name="Repository">What is known of it.</param>
/// <param name="NextRefresh">When it is to be refreshed.</param>
/// <param name="Failures">Refreshes that failed since the last one that succeeded.</param>
/// <param name="LastFailure">Why the last one failed, in one of few words, or null: it succeeded, or there was none.</param>
internal sealed record TrackedRepository(FollowedRepository Repository, DateTimeOffset NextRefresh, int Failures, string? LastFailure);
