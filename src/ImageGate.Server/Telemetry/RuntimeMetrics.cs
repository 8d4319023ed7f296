using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace ImageGate.Server.Telemetry;

/// <summary>
/// The instruments of .NET and of Kestrel that say why a process is slow, with their names for Prometheus. Others are left out:
/// requests are measured by the gate's own, which know how they ended.
/// </summary>
/// <remarks>Source: .NET documentation, "System.Runtime metrics" and "ASP.NET Core metrics".</remarks>
internal static class RuntimeMetrics
{
    private const string Runtime = "System.Runtime";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["dotnet.gc.collections"] = "dotnet_gc_collections_total",
        ["dotnet.gc.heap.total_allocated"] = "dotnet_gc_allocated_bytes_total",
        ["dotnet.gc.last_collection.heap.size"] = "dotnet_gc_last_collection_heap_size_bytes",
        ["dotnet.gc.last_collection.memory.committed_size"] = "dotnet_gc_last_collection_committed_bytes",
        ["dotnet.gc.pause.time"] = "dotnet_gc_pause_time_seconds_total",
        ["dotnet.monitor.lock_contentions"] = "dotnet_monitor_lock_contentions_total",
        ["dotnet.process.cpu.time"] = "dotnet_process_cpu_time_seconds_total",
        ["dotnet.process.memory.working_set"] = "dotnet_process_memory_working_set_bytes",
        ["dotnet.thread_pool.queue.length"] = "dotnet_thread_pool_queue_length",
        ["dotnet.thread_pool.thread.count"] = "dotnet_thread_pool_threads",
        ["dotnet.thread_pool.work_item.count"] = "dotnet_thread_pool_work_items_total",
        ["kestrel.active_connections"] = "kestrel_active_connections",
        ["kestrel.rejected_connections"] = "kestrel_rejected_connections_total",
        ["kestrel.tls_handshake.duration"] = "kestrel_tls_handshake_duration_seconds",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether it is one that is shown, and its name.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="meters">Makes the meters of this server: another one in the same process has others.</param>
    public static string? NameOf(Instrument instrument, IMeterFactory meters) =>
        instrument.Meter.Name == Runtime || (instrument.Meter.Name == Kestrel && ReferenceEquals(instrument.Meter.Scope, meters))
            ? Names.GetValueOrDefault(instrument.Name)
            : null;
}
