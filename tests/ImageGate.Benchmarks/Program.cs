using BenchmarkDotNet.Running;
using ImageGate.Benchmarks;

// `gate BASELINE.json [--update]` compares costs with the committed ones; everything else is BenchmarkDotNet's command line.
if (args is ["gate", var baseline, .. var rest])
{
    return await CostGate.RunAsync(baseline, rest is ["--update"], Console.Out) ? 0 : 1;
}

BenchmarkSwitcher.FromAssembly(typeof(DecisionBenchmark).Assembly).Run(args);
return 0;
