namespace ImageGate.Sigstore.Signatures;

/// <summary>How many proofs of a signature's time are demanded.</summary>
/// <param name="Logs">Entries in distinct transparency logs; with 0 none is looked at.</param>
/// <param name="Stamps">Stamps of distinct time-stamping authorities; with 0 those that are right still count as times.</param>
/// <param name="Times">Verified times of either kind.</param>
internal sealed record TimeDemands(int Logs, int Stamps, int Times);
