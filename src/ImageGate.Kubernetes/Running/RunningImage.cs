using ImageGate.Core.Images;
using ImageGate.Kubernetes.PullSecrets;

namespace ImageGate.Kubernetes.Running;

/// <summary>An image of Pods of one namespace that are pulled with the same Secrets.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="PullSecrets">What the Pods name.</param>
/// <param name="Image">The image as they name it.</param>
internal sealed record RunningImage(string Namespace, PullSecretNames PullSecrets, ImageReference Image);
