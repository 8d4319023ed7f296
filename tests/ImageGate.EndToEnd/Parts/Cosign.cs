namespace ImageGate.EndToEnd.Parts;

/// <summary>The real cosign 3 and cosign 2, who know a Sigstore instance by files and reach nothing else.</summary>
/// <param name="environment">What all commands need: a home, the keys' password.</param>
internal sealed class Cosign(IReadOnlyDictionary<string, string> environment)
{
    // Where a signature has no log entry, cosign asks the public log. Nobody listens here, so it never gets there.
    private static readonly Dictionary<string, string> NoInternet = new() { ["HTTPS_PROXY"] = "http://127.0.0.1:9" };

    /// <summary>cosign 3.</summary>
    public Task<CommandResult> RunAsync(params IEnumerable<string> arguments) => RunAsync("cosign", [], arguments);

    /// <summary>cosign 2.</summary>
    public Task<CommandResult> RunCosign2Async(SigstoreFiles files, params IEnumerable<string> arguments) =>
        RunAsync("cosign2", files.Cosign2Environment, arguments);

    private Task<CommandResult> RunAsync(string program, Dictionary<string, string> more, IEnumerable<string> arguments) =>
        Command.RunAsync(LabFolder.Program(program), environment.Concat(NoInternet).Concat(more).ToDictionary(), "", arguments);
}
