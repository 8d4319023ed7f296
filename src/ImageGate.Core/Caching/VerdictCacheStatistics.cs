namespace ImageGate.Core.Caching;

/// <summary>What the cache did since the start, and what it holds now.</summary>
/// <param name="Hits">Answers that were there.</param>
/// <param name="Misses">Answers that had to be asked.</param>
/// <param name="Evictions">Answers that made room for others.</param>
/// <param name="Entries">Answers that are kept, also old ones.</param>
/// <param name="Bytes">Their estimated size.</param>
public sealed record VerdictCacheStatistics(long Hits, long Misses, long Evictions, int Entries, long Bytes);
