using System.Globalization;
using ImageGate.Fuzz;
using ImageGate.Fuzz.Targets;

// dotnet run --project tests/ImageGate.Fuzz -c Release -- [--seed N] [--inputs N] [--target NAME [--input BASE64]]
int seed = SeededRun.Seed;
int? inputs = null;
string? name = null;
byte[]? input = null;
for (int index = 0; index < args.Length; index += 2)
{
    string value = index + 1 < args.Length ? args[index + 1] : throw new ArgumentException($"{args[index]} has no value");
    switch (args[index])
    {
        case "--seed":
            seed = int.Parse(value, CultureInfo.InvariantCulture);
            break;
        case "--inputs":
            inputs = int.Parse(value, CultureInfo.InvariantCulture);
            break;
        case "--target":
            name = value;
            break;
        case "--input":
            input = Convert.FromBase64String(value);
            break;
        default:
            throw new ArgumentException($"{args[index]} is none of --seed, --inputs, --target, --input");
    }
}

FuzzTarget[] targets = [.. AllTargets.List.Where(target => name is null || target.Name == name)];
if (targets.Length == 0 || (input is not null && name is null))
{
    Console.Error.WriteLine($"--target is one of: {string.Join(", ", AllTargets.List)}");
    return 2;
}

int failed = 0;
foreach (FuzzTarget target in targets)
{
    var run = new FuzzRun(target, seed);
    FuzzReport report = input is null ? run.Mutate(inputs ?? target.Inputs) : run.Repeat(input);
    Console.WriteLine(report);
    if (report.Failure is { } failure)
    {
        failed++;
        Console.WriteLine(failure);
    }
}

return failed == 0 ? 0 : 1;
