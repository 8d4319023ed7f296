using System.Diagnostics;
using ImageGate.Core;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kms;
using ImageGate.Kubernetes.Policies;
using ImageGate.Oci;

namespace ImageGate.Cli;

/// <summary><c>imagegate verify</c>: the decision of the webhook for one image.</summary>
internal static class VerifyCommand
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    public static async Task<ExitCode> RunAsync(VerifyRequest request, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (!new KmsEnvironment(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)).TryRead(out KmsSettings? kms, out string? problem))
        {
            await error.WriteLineAsync("imagegate: " + problem);
            return ExitCode.Usage;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(request.Timeout);
        switch (await LoadAsync(request, kms, error, deadline.Token))
        {
            case PolicyLoad.Loaded loaded:
                ImageVerdict verdict = await DecideAsync(request, loaded.Set, deadline.Token);
                await output.WriteAsync(request.Json ? DecisionJson.Write(verdict) + "\n" : DecisionText.Write(verdict));
                return Decision.ExitCodeFor(verdict);
            case PolicyLoad.Rejected rejected:
                PolicyCheckCommand.Write(rejected, error);
                return ExitCode.Denied;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// Loads the policies. Keys in a KMS are asked for once; the trust roots are those that the program brings along, or, when that is
    /// wanted, those of the mirrors.
    /// </summary>
    private static async Task<PolicyLoad> LoadAsync(VerifyRequest request, KmsSettings kms, TextWriter error, CancellationToken cancellationToken)
    {
        ITrustMaterial seeded = new SeededTrustMaterial();
        PolicyLoad load = new PolicyDirectory(request.Policies, seeded).Load();
        if (load is not PolicyLoad.Loaded loaded)
        {
            return load;
        }

        ITrustMaterial roots = request.RefreshTrustRoots ? await RefreshedTrustMaterial.FetchAsync(loaded.Followed, error, cancellationToken) : seeded;
        ITrustMaterial material = await FetchedKeys.FetchAsync(loaded.Keys, roots, kms, error, cancellationToken);
        return ReferenceEquals(material, seeded) ? load : new PolicyDirectory(request.Policies, material).Load();
    }

    private static async Task<ImageVerdict> DecideAsync(VerifyRequest request, PolicySet policies, CancellationToken cancellationToken)
    {
        using var registry = new RegistryClient(ResponseTimeout, TimeProvider.System, "imagegate-cli");
        return (await new Gatekeeper(registry).DecideAsync(policies, Placement.In(request.Namespace) with { Labels = request.Labels }, [request.Image], cancellationToken))[request.Image];
    }
}
