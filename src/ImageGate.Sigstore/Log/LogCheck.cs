using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Log;

/// <summary>Whether enough logs of the trusted root hold an entry for a signature.</summary>
/// <remarks>
/// Source: sigstore, client-spec, "Transparency log". An entry of a log that is not known is skipped, since a signer may use
/// several logs; one that is wrong in any way refuses the whole bundle.
/// </remarks>
internal static class LogCheck
{
    /// <summary>Looks at all entries.</summary>
    /// <param name="signed">The signature, which is right.</param>
    /// <param name="root">The logs.</param>
    /// <param name="demanded">How many distinct logs must hold an entry.</param>
    /// <param name="findings">The times, when there is no failure.</param>
    /// <param name="failed">Why not.</param>
    public static bool TryRun(
        SignedBundle signed,
        TrustedRoot root,
        int demanded,
        [NotNullWhen(true)] out LogFindings? findings,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        findings = null;
        IReadOnlyList<LogEntry> entries = signed.Bundle.LogEntries;
        failed = HasDuplicate(entries) ? new(VerificationFailure.LogEntryDuplicate, "the same log entry is there twice") : null;
        var logs = new HashSet<string>(StringComparer.Ordinal);
        var times = new List<DateTimeOffset>();
        var claimed = new List<DateTimeOffset>();
        foreach (LogEntry entry in entries)
        {
            failed ??= CheckEntry(entry, signed, root, logs, entry.Promise is null ? claimed : times);
        }

        if (failed is null && logs.Count < demanded)
        {
            failed = new(VerificationFailure.LogEntryMissing, entries.Count == 0
                ? "the signature has no transparency log entry"
                : $"the signature has entries in {logs.Count} of {demanded} demanded transparency logs that are trusted");
        }

        findings = failed is null ? new LogFindings(times, claimed) : null;
        return failed is null;
    }

    private static VerificationResult.Failed? CheckEntry(
        LogEntry entry, SignedBundle signed, TrustedRoot root, HashSet<string> logs, List<DateTimeOffset> times)
    {
        if (!LogEntryReader.TryRead(entry, out LogEntryClaim? claim, out VerificationResult.Failed? failed))
        {
            return failed;
        }

        foreach (TransparencyLogInstance log in root.FindTransparencyLogs(entry.LogId))
        {
            if (log.Key is not LogKey.Usable key)
            {
                continue;
            }

            failed = LogEntryCheck.Run(entry, claim, log, key.Key) ?? LogBinding.Check(claim, signed);
            if (failed is null)
            {
                // "Distinct operators" where the trusted root knows them: two logs of one operator are one witness.
                logs.Add(log.Witness);
                if (LogEntryCheck.TimeOf(entry, claim) is { } time)
                {
                    times.Add(time);
                }

                return null;
            }
        }

        return failed;
    }

    private static bool HasDuplicate(IReadOnlyList<LogEntry> entries) =>
        entries.DistinctBy(entry => (Convert.ToHexString(entry.LogId.Span), entry.LogIndex)).Count() != entries.Count;
}
