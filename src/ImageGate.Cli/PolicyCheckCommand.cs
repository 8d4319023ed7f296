using System.Diagnostics;
using ImageGate.Kubernetes.Policies;

namespace ImageGate.Cli;

/// <summary><c>imagegate policy check</c>: every load error, one a line.</summary>
internal static class PolicyCheckCommand
{
    public static ExitCode Run(string directory, TextWriter output, TextWriter error)
    {
        switch (new PolicyDirectory(directory, new SeededTrustMaterial()).Load())
        {
            case PolicyLoad.Loaded loaded:
                output.WriteLine($"{loaded.Set.Policies.Count} policies are valid, revision {loaded.Set.Revision}");
                return ExitCode.Admitted;
            case PolicyLoad.Rejected rejected:
                Write(rejected, error);
                return ExitCode.Denied;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Prints what is wrong with the policies.</summary>
    public static void Write(PolicyLoad.Rejected rejected, TextWriter error)
    {
        foreach (LoadError wrong in rejected.Errors)
        {
            error.WriteLine(wrong);
        }
    }
}
