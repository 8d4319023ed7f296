using ImageGate.Core;
using ImageGate.Kubernetes.PullSecrets;

namespace ImageGate.Kubernetes;

/// <summary>What <see cref="PlacementReader"/> learned.</summary>
/// <param name="Placement">Where images would run.</param>
/// <param name="Problems">Pull secrets that were left out, and why.</param>
internal sealed record PlacementReading(Placement Placement, IReadOnlyList<PullSecretProblem> Problems);
