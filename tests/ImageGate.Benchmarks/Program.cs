using BenchmarkDotNet.Running;
using ImageGate.Benchmarks;

// `server DLL` measures the published server as a process; everything else is BenchmarkDotNet's command line.
if (args is ["server", var dll])
{
    await ServerFigures.PrintAsync(dll, Console.Out);
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(DecisionBenchmark).Assembly).Run(args);
return 0;
