using System.Globalization;

namespace ImageGate.Load;

/// <summary>What is measured, and for how long.</summary>
/// <param name="Dll">The published server.</param>
/// <param name="Seconds">How long a scenario with steady load takes.</param>
/// <param name="SoakSeconds">How long the soak takes.</param>
/// <param name="Cosign">cosign, as a yardstick, or null.</param>
/// <param name="Wrk">wrk, which drives the warm scenarios a second time, or null.</param>
/// <param name="Only">Parts of the names of the scenarios that are run; empty: all.</param>
internal sealed record LoadOptions(string Dll, double Seconds, double SoakSeconds, string? Cosign, string? Wrk, IReadOnlyList<string> Only)
{
    /// <summary>Reads the command line; null when it is wrong.</summary>
    public static LoadOptions? Parse(string[] args)
    {
        if (args.Length == 0)
        {
            return null;
        }

        var options = new LoadOptions(args[0], 10, 600, null, null, []);
        for (int index = 1; index < args.Length; index += 2)
        {
            string? value = index + 1 < args.Length ? args[index + 1] : null;
            switch (args[index], value)
            {
                case ("--seconds", { } text) when double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= 600:
                    options = options with { Seconds = seconds };
                    break;
                case ("--soak", { } text) when double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= 3_600:
                    options = options with { SoakSeconds = seconds };
                    break;
                case ("--cosign", { } path):
                    options = options with { Cosign = path };
                    break;
                case ("--wrk", { } path):
                    options = options with { Wrk = path };
                    break;
                case ("--only", { } names):
                    options = options with { Only = names.Split(',') };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
