using static ImageGate.EndToEnd.Keyless.ComparedCase;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>Logs, time stamps, authorities and keys.</summary>
internal static class ServiceCases
{
    private const string Timestamps = "A skipped log demands a time stamp";

    public static IEnumerable<ComparedCase> All =>
    [
        Admitted("Rekor v1", "workflow", lab => lab.Images.Bundle1),
        Admitted("Rekor v1 and a time stamp", "workflow", lab => lab.Images.Bundle1Stamped),
        AdmittedInTag("Rekor v1 and a time stamp, in the tag", "workflow", lab => lab.Images.TagStamped),
        Denied("a bundle without a log", "workflow", "LogEntryMissing", lab => lab.Images.BundleUnlogged),
        Denied("a bundle with neither log nor time stamp", "workflow", "LogEntryMissing", lab => lab.Images.BundleAlone),
        DeniedInTag("in the tag, without a log", "workflow", "LogEntryMissing", lab => lab.Images.TagUnlogged),
        DeniedInTag("in the tag, with neither log nor time stamp", "workflow", "LogEntryMissing", lab => lab.Images.TagAlone),
        Admitted("a bundle without a log where none is demanded", "without-log", lab => lab.Images.BundleUnlogged),
        Denied("a bundle without a time stamp where no log is demanded", "without-log", "TimestampMissing", lab => lab.Images.BundleAlone),
        AdmittedInTag("in the tag, without a log where none is demanded", "without-log", lab => lab.Images.TagUnlogged),
        DeniedInTag("in the tag, without a time stamp where no log is demanded", "without-log", "TimestampMissing", lab => lab.Images.TagAlone) with
        {
            Difference = Timestamps,
            AcceptedBy = Accepted.ByCosign3 | Accepted.ByCosign2,
        },
        Denied("the same identity of a stranger's instance", "workflow", "LogEntryMissing", lab => lab.Images.ByStranger),
        DeniedInTag("the same identity of a stranger's instance, in the tag", "workflow", "LogEntryMissing", lab => lab.Images.ByStrangerInTag),
        Admitted("a stranger's instance that is trusted", "root-stranger", lab => lab.Images.ByStranger),
        AdmittedInTag("a stranger's instance that is trusted, in the tag", "root-stranger", lab => lab.Images.ByStrangerInTag),
        Denied("another trust root", "root-stranger", "LogEntryMissing", lab => lab.Images.Bundle),
        DeniedInTag("another trust root, in the tag", "root-stranger", "LogEntryMissing", lab => lab.Images.Tag),
        Denied("other logs", "root-other-logs", "LogEntryMissing", lab => lab.Images.Bundle),
        Denied("other logs, Rekor v1", "root-other-logs", "LogEntryMissing", lab => lab.Images.Bundle1),
        DeniedInTag("other logs, in the tag", "root-other-logs", "LogEntryMissing", lab => lab.Images.Tag),
        Denied("another certificate authority", "root-other-ca", "CertificateUntrusted", lab => lab.Images.Bundle),
        DeniedInTag("another certificate authority, in the tag", "root-other-ca", "CertificateUntrusted", lab => lab.Images.Tag),
        Denied("another certificate log", "root-other-ct", "CertificateTimestampMissing", lab => lab.Images.Bundle),
        DeniedInTag("another certificate log, in the tag", "root-other-ct", "CertificateTimestampMissing", lab => lab.Images.Tag),
        Denied("another time-stamping authority", "root-other-tsa", "VerifiedTimeMissing", lab => lab.Images.Bundle),
        Admitted("another time-stamping authority, the time by Rekor v1", "root-other-tsa", lab => lab.Images.Bundle1),
        Denied("a certificate authority that has ended", "root-ended-ca", "CertificateUntrusted", lab => lab.Images.Bundle),
        Denied("a time-stamping authority that has ended", "root-ended-tsa", "VerifiedTimeMissing", lab => lab.Images.Bundle),
        Denied("a log that has ended, Rekor v1", "root-ended-logs", "LogTimeOutsideKeyWindow", lab => lab.Images.Bundle1),
        Admitted("a key with Rekor v2", "key", lab => lab.Images.KeyBundle),
        Admitted("a key with Rekor v1", "key", lab => lab.Images.KeyBundle1),
        AdmittedInTag("a key with Rekor v1, in the tag", "key", lab => lab.Images.KeyTag),
        Denied("a key without a log", "key", "LogEntryMissing", lab => lab.Images.KeyBundleUnlogged),
        DeniedInTag("a key without a log, in the tag", "key", "LogEntryMissing", lab => lab.Images.KeyTagUnlogged),
        Admitted("a key without a log where none is demanded", "key-without-log", lab => lab.Images.KeyBundleUnlogged),
        AdmittedInTag("a key without a log where none is demanded, in the tag", "key-without-log", lab => lab.Images.KeyTagUnlogged),
        Denied("another key", "other-key", "SignatureInvalid", lab => lab.Images.KeyBundle),
        DeniedInTag("another key, in the tag", "other-key", "SignatureInvalid", lab => lab.Images.KeyTag),
        Denied("a key where a workflow is wanted", "workflow", "SignerKindMismatch", lab => lab.Images.KeyBundle),
        DeniedInTag("a key where a workflow is wanted, in the tag", "workflow", "SignerKindMismatch", lab => lab.Images.KeyTag),
        Denied("a workflow where a key is wanted", "key", "SignerKindMismatch", lab => lab.Images.Bundle),
        DeniedInTag("a workflow where a key is wanted, in the tag", "key", "SignatureInvalid", lab => lab.Images.Tag),
    ];
}
