using ImageGate.Testing;

namespace ImageGate.EndToEnd.Parts;

/// <summary>Where the real parts are: see tests/lab/README.md.</summary>
internal static class LabFolder
{
    private static readonly Dictionary<string, string> Nothing = [];

    private static string? Root => Environment.GetEnvironmentVariable("IMAGEGATE_LAB");

    public static bool IsMissing => string.IsNullOrEmpty(Root);

    /// <summary>Whether the lab was built without <c>sigstore</c>.</summary>
    public static bool HasNoSigstore => IsMissing || !File.Exists(Path.Combine(Root!, "sigstore", "bin", "fulcio-server"));

    public static string Program(string name) => Path.Combine(Root!, "bin", name);

    public static string Script(string name) => Path.Combine(Fixtures.RepositoryRoot, "tests", "lab", name);

    /// <summary>Runs one of the lab's scripts.</summary>
    public static async Task ScriptAsync(string script, IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        (await Command.RunAsync("bash", environment ?? Nothing, "", [Script(script), .. arguments])).Succeeded();

    /// <summary>A program of this solution, built as this one was: <c>src/NAME/bin/CONFIGURATION/FRAMEWORK/ASSEMBLY.dll</c>.</summary>
    public static string Own(string project, string assembly)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Fixtures.RepositoryRoot, "src", project, "bin", framework.Parent!.Name, framework.Name, assembly + ".dll");
    }
}
