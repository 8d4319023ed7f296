namespace ImageGate.Kubernetes.Policies;

/// <summary>The files that policies name: keys and registry credentials.</summary>
public interface IReferencedFiles
{
    /// <summary>Reads a file. Each path is asked for once in a load.</summary>
    /// <param name="path">As the policy has it: absolute, or relative to the policies' directory.</param>
    /// <returns>The content, or why there is none; an unreadable file is not an exception.</returns>
    ReferencedFile Read(string path);
}
