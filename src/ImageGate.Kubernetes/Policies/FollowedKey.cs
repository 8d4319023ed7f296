namespace ImageGate.Kubernetes.Policies;

/// <summary>A key that a signer uses and that is kept elsewhere.</summary>
/// <param name="Reference">Where it is.</param>
/// <param name="MaxAge">How long ago it may last have been seen there, or null: ever.</param>
public sealed record FollowedKey(KeyReference Reference, TimeSpan? MaxAge);
