namespace ImageGate.Sigstore.Signatures;

/// <summary>A bundle whose signature, logs, times and certificate are right. What it says, and who may say it, is still to be asked.</summary>
/// <param name="Signed">The bundle.</param>
/// <param name="Times">Every verified time of it; may be empty for a key.</param>
internal sealed record AuthenticBundle(SignedBundle Signed, IReadOnlyList<DateTimeOffset> Times);
