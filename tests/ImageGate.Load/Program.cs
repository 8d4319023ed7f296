using System.Globalization;

namespace ImageGate.Load;

/// <summary>The load bench: starts the published server beside two registries, and prints one table. Loopback only, bounded in time.</summary>
internal static class Program
{
    /// <summary>The file of the policies.</summary>
    public const string PolicyFile = "policies.yaml";

    public static async Task<int> Main(string[] args)
    {
        if (LoadOptions.Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync("usage: ImageGate.Load SERVER.DLL [--seconds N] [--soak N] [--cosign PATH] [--wrk PATH] [--only NAME,...]");
            return 2;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("imagegate-load-");
        try
        {
            await using LoadRegistries registries = await LoadRegistries.StartAsync();
            string policies = Path.Combine(folder.FullName, "policies");
            Directory.CreateDirectory(policies);
            await File.WriteAllTextAsync(Path.Combine(policies, PolicyFile), LoadPolicies.Write(registries));
            var figures = new Figures(registries, Console.Out);
            await figures.BeginAsync();
            if (options.Cosign is { } cosign)
            {
                await CosignYardstick.RunAsync(cosign, registries, folder.FullName, figures);
            }

            await new Scenarios(options, registries, policies, figures, options.Wrk is { } wrk ? new WrkDriver(wrk, folder.FullName) : null).RunAsync();
            await figures.SayAsync(string.Create(CultureInfo.InvariantCulture, $"wrong verdicts: {figures.Wrong}"));
            return figures.Wrong == 0 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
