namespace ImageGate.Kubernetes.PullSecrets;

/// <summary>A pull secret that was not used. The images are asked for without it, as by a kubelet.</summary>
/// <param name="Fault">Why, in one word.</param>
/// <param name="Detail">Why, for people: one line that names the object and holds no secret.</param>
public sealed record PullSecretProblem(PullSecretFault Fault, string Detail);
