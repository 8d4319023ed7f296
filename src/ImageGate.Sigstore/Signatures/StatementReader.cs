using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Sigstore.Signatures;

/// <summary>Reads the in-toto statement in an envelope whose signature is right, and finds the artifact in it.</summary>
internal static class StatementReader
{
    /// <summary>False when the envelope holds no statement that is understood.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="subjects">Its subjects that are the artifact: perhaps none.</param>
    /// <param name="failed">Why there is no statement.</param>
    public static bool TryRead(
        DsseEnvelope envelope,
        Artifact artifact,
        [NotNullWhen(true)] out Statement? statement,
        out IReadOnlyList<StatementSubject> subjects,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        statement = null;
        failed = envelope.PayloadType != DsseEnvelope.InToto
            ? new(VerificationFailure.PayloadTypeWrong, $"the signed payload is `{Shown.Of(envelope.PayloadType)}`, not `{DsseEnvelope.InToto}`")
            : !Statement.TryParse(envelope.Payload, out statement)
                ? new(VerificationFailure.PayloadMalformed, "the signed payload is not a strict in-toto statement")
            : !statement.IsKnownType
                ? new(VerificationFailure.PayloadTypeWrong, $"a statement of the type `{Shown.Of(statement.Type)}` is not supported")
            : null;
        subjects = failed is null ? [.. statement!.Subjects.Where(subject => subject.Names(artifact))] : [];
        return failed is null;
    }
}
