using System.Diagnostics;
using ImageGate.Core;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Policies;
using ImageGate.Oci;

namespace ImageGate.Cli;

/// <summary><c>imagegate verify</c>: the decision of the webhook for one image.</summary>
internal static class VerifyCommand
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    public static async Task<ExitCode> RunAsync(VerifyRequest request, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        switch (new PolicyDirectory(request.Policies).Load())
        {
            case PolicyLoad.Loaded loaded:
                ImageVerdict verdict = await DecideAsync(request, loaded.Set, cancellationToken);
                await output.WriteAsync(request.Json ? DecisionJson.Write(verdict) + "\n" : DecisionText.Write(verdict));
                return Decision.ExitCodeFor(verdict);
            case PolicyLoad.Rejected rejected:
                PolicyCheckCommand.Write(rejected, error);
                return ExitCode.Denied;
            default:
                throw new UnreachableException();
        }
    }

    private static async Task<ImageVerdict> DecideAsync(VerifyRequest request, PolicySet policies, CancellationToken cancellationToken)
    {
        using var registry = new RegistryClient(ResponseTimeout, TimeProvider.System, "imagegate-cli");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(request.Timeout);
        return (await new Gatekeeper(registry).DecideAsync(policies, request.Namespace, [request.Image], deadline.Token))[request.Image];
    }
}
