namespace ImageGate.Kubernetes.Policies;

/// <summary>One file of policy documents.</summary>
/// <param name="Name">What load errors call it.</param>
/// <param name="Content">Its bytes: UTF-8, at most 1 MiB.</param>
public sealed record PolicyFile(string Name, ReadOnlyMemory<byte> Content);
