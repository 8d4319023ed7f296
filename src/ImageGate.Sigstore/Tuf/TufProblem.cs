namespace ImageGate.Sigstore.Tuf;

/// <summary>A check that refused, and the same for people.</summary>
internal sealed record TufProblem(TufFailure Failure, string Detail);
