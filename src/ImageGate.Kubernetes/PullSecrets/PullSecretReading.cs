using ImageGate.Core.Registries;

namespace ImageGate.Kubernetes.PullSecrets;

/// <summary>What came of reading the pull secrets of one request.</summary>
/// <param name="Credentials">What can be used.</param>
/// <param name="Problems">What cannot.</param>
internal sealed record PullSecretReading(PullCredentials Credentials, IReadOnlyList<PullSecretProblem> Problems)
{
    /// <summary>There was nothing to read.</summary>
    public static PullSecretReading Nothing { get; } = new(PullCredentials.None, []);
}
