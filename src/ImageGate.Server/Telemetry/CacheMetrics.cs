using ImageGate.Core;
using ImageGate.Core.Caching;

namespace ImageGate.Server.Telemetry;

/// <summary>What the verdict cache and the shared work count, as metrics.</summary>
internal static class CacheMetrics
{
    /// <summary>Adds them.</summary>
    public static void Observe(this GateMetrics metrics, VerdictCache cache, Gatekeeper gatekeeper)
    {
        metrics.ObserveTotal("imagegate_verdict_cache_hits_total", "Answers of policies about digests that were in the cache.", () => cache.Statistics.Hits);
        metrics.ObserveTotal("imagegate_verdict_cache_misses_total", "Answers of policies about digests that had to be asked.", () => cache.Statistics.Misses);
        metrics.ObserveTotal("imagegate_verdict_cache_evictions_total", "Answers that made room for others.", () => cache.Statistics.Evictions);
        metrics.Observe("imagegate_verdict_cache_entries", "Answers in the cache.", () => cache.Statistics.Entries);
        metrics.Observe("imagegate_verdict_cache_bytes", "Estimated size of the answers in the cache.", () => cache.Statistics.Bytes);
        metrics.ObserveTotal("imagegate_shared_work_total", "Requests that found the resolution or inspection that they needed already begun.", () => gatekeeper.Works.Shared);
        metrics.Observe("imagegate_work_in_progress", "Resolutions and inspections that are being done.", () => gatekeeper.Works.InTheAir);
    }
}
