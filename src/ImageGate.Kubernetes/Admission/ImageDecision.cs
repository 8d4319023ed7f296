using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Admission;

/// <summary>The verdict for one place of the object.</summary>
/// <param name="Use">Where.</param>
/// <param name="Verdict">
/// The answer. Its text is the use's, or that of the stored object when the use's is the same without the digest.
/// </param>
public sealed record ImageDecision(ImageUse Use, ImageVerdict Verdict);
