using System.Diagnostics.Metrics;
using ImageGate.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace ImageGate.Server.Tests.Telemetry;

/// <summary>What Prometheus reads.</summary>
public sealed class PrometheusTextTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GateMetrics _metrics = new();
    private readonly PrometheusText _text;

    public PrometheusTextTests() => _text = new PrometheusText(_metrics, _services.GetRequiredService<IMeterFactory>());

    public void Dispose()
    {
        _text.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_a_sum_and_a_count()
    {
        _metrics.Took(Phase.Resolve, TimeSpan.FromSeconds(0.001));
        _metrics.Took(Phase.Resolve, TimeSpan.FromSeconds(0.25));
        _metrics.Took(Phase.Resolve, TimeSpan.FromSeconds(60));
        _metrics.Took(Phase.Verify, TimeSpan.FromSeconds(2));

        _text.Write().Should().Contain("# TYPE imagegate_phase_duration_seconds histogram\n")
            .And.Contain("imagegate_phase_duration_seconds_bucket{phase=\"resolve\",le=\"0.001\"} 1\n")
            .And.Contain("imagegate_phase_duration_seconds_bucket{phase=\"resolve\",le=\"0.1\"} 1\n")
            .And.Contain("imagegate_phase_duration_seconds_bucket{phase=\"resolve\",le=\"0.25\"} 2\n")
            .And.Contain("imagegate_phase_duration_seconds_bucket{phase=\"resolve\",le=\"30\"} 2\n")
            .And.Contain("imagegate_phase_duration_seconds_bucket{phase=\"resolve\",le=\"+Inf\"} 3\n")
            .And.Contain("imagegate_phase_duration_seconds_sum{phase=\"resolve\"} 60.251\n")
            .And.Contain("imagegate_phase_duration_seconds_count{phase=\"resolve\"} 3\n")
            .And.Contain("imagegate_phase_duration_seconds_count{phase=\"verify\"} 1\n");
    }

    [Fact]
    public void Counters_add_up_and_what_is_observed_is_the_newest_value_without_labels_that_are_gone()
    {
        Dictionary<string, double> values = new() { ["a"] = 1, ["b"] = 2 };
        _metrics.ObserveEach("imagegate_test", "A test.", "key", () => values);
        _metrics.Shed("queue");
        _metrics.Shed("queue");
        _text.Write().Should().Contain("imagegate_admissions_shed_total{reason=\"queue\"} 2\n").And.Contain("imagegate_test{key=\"b\"} 2\n");

        values.Remove("b");
        values["a"] = 7;

        _text.Write().Should().Contain("imagegate_test{key=\"a\"} 7\n").And.NotContain("key=\"b\"").And.Contain("imagegate_admissions_shed_total{reason=\"queue\"} 2\n");
    }

    [Fact]
    public void A_label_cannot_write_a_line_of_its_own()
    {
        _metrics.Alerted("a\"} 1\nimagegate_forged{x=\"\\", "sent");

        _text.Write().Should().Contain(@"imagegate_alerts_total{receiver=""a\""} 1\nimagegate_forged{x=\""\\"",result=""sent""} 1").And.NotContain("\nimagegate_forged");
    }

    [Fact]
    public void Labels_that_grow_without_end_do_not_fill_the_memory()
    {
        for (int i = 0; i < Limits.MaxSeries + 10; i++)
        {
            _metrics.Alerted($"receiver-{i}", "sent");
        }

        _metrics.Alerted("receiver-0", "sent");

        string[] lines = [.. _text.Write().Split('\n').Where(line => line.StartsWith("imagegate_alerts_total{", StringComparison.Ordinal))];
        lines.Should().HaveCount(Limits.MaxSeries).And.Contain("imagegate_alerts_total{receiver=\"receiver-0\",result=\"sent\"} 2");
    }

    [Fact]
    public void A_measurement_of_a_known_series_allocates_nothing()
    {
        Measure();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            Measure();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1_000, "that is less than a byte each");

        void Measure()
        {
            _metrics.Decided("mutate", "allowed", TimeSpan.FromMilliseconds(1));
            _metrics.Verdict("admitted", "none");
            _metrics.PolicySaid("apps", "enforce", "passed", "none");
        }
    }

    [Fact]
    public async Task Measurements_of_many_threads_are_all_counted()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                _metrics.Decided("mutate", "allowed", TimeSpan.FromSeconds(1));
            }
        })));

        _text.Write().Should().Contain("imagegate_decisions_total{path=\"mutate\",outcome=\"allowed\"} 80000\n")
            .And.Contain("imagegate_request_duration_seconds_count{path=\"mutate\",outcome=\"allowed\"} 80000\n")
            .And.Contain("imagegate_request_duration_seconds_sum{path=\"mutate\",outcome=\"allowed\"} 80000\n");
    }

    [Fact]
    public void The_runtime_tells_its_memory_its_time_and_the_pauses_of_its_collector()
    {
        GC.Collect();

        string text = _text.Write();

        text.Should().Contain("# TYPE dotnet_gc_pause_time_seconds_total counter\n").And.Contain("# TYPE dotnet_process_memory_working_set_bytes gauge\n")
            .And.Contain("dotnet_process_cpu_time_seconds_total{cpu_mode=\"user\"} ").And.Contain("dotnet_gc_collections_total{gc_heap_generation=\"gen2\"} ")
            .And.NotContain("dotnet_jit").And.NotContain("dotnet_exceptions");
        double pause = double.Parse(
            text.Split('\n').Single(line => line.StartsWith("dotnet_gc_pause_time_seconds_total ", StringComparison.Ordinal)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        pause.Should().BeGreaterThan(0).And.BeLessThanOrEqualTo(GC.GetTotalPauseDuration().TotalSeconds);
    }
}
