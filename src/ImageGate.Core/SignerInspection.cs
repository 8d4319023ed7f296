using System.Diagnostics;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Core;

/// <summary>Asks a policy that demands signers about one digest, by the signatures that have been read.</summary>
internal sealed class SignerInspection(
    ImageReference image,
    Digest digest,
    IReadOnlyDictionary<RepositoryName, RegistryResult<SignatureSet>> sources,
    DateTimeOffset now,
    CancellationToken cancellationToken)
{
    public PolicyAnswer Ask(TrustPolicy policy)
    {
        var attestations = new AttestationInspection(image, digest, sources, now, cancellationToken);
        var rule = (PolicyRule.Require)policy.Rule;
        (Signer Signer, CheckResult Result, IReadOnlyList<VerifiedSignature> Proofs)[] answers =
            [.. rule.Signers.Select(signer => Answer(signer, Ask(signer)))];
        string[][] proven = [.. answers.Where(answer => answer.Proofs.Count > 0).Select(answer => Identities(answer.Proofs))];
        int passed = DistinctSigners.Count(proven);
        CheckResult result = passed >= rule.AtLeast
            ? new CheckResult.Passed($"{passed} of {rule.Signers.Count} signers signed, {rule.AtLeast} demanded")
            : WhyNot(rule, passed, answers);
        SignerOutcome[] stated = [.. rule.Attestations.Select(demand => new SignerOutcome("attestation/" + demand.Name, attestations.Ask(demand)))];
        result = WithAttestations(result, stated);
        VerifiedSignature? proof = result is CheckResult.Passed ? answers.First(answer => answer.Proofs.Count > 0).Proofs[0] : null;

        // What is good at the present time may be good no more in a moment.
        DateTimeOffset? goodUntil = rule.Signers.Concat(rule.Attestations.SelectMany(demand => demand.Signers)).Any(DependsOnNow) ? now : attestations.GoodUntil;
        return new PolicyAnswer(result, [.. answers.Select(answer => new SignerOutcome(answer.Signer.Name, answer.Result)), .. stated], proof, goodUntil);
    }

    private static bool DependsOnNow(Signer signer) =>
        signer.Trust is SignerTrust.Ready { Requirement: SignerRequirement.Certificate { SigningTime: SigningTime.InsecureCurrent } };

    // The signers and every attestation must be right. What surely fails is a denial, whatever could not be told besides.
    private static CheckResult WithAttestations(CheckResult signers, SignerOutcome[] attestations)
    {
        if (attestations.Length == 0)
        {
            return signers;
        }

        CheckResult[] all = [signers, .. attestations.Select(one => one.Result)];
        string detail = string.Join("; ", [Describe(signers), .. attestations.Select(one => $"{one.Name}: {Describe(one.Result)}")]);
        CheckResult.Unavailable[] unavailable = [.. all.OfType<CheckResult.Unavailable>()];
        return Array.Find(all, one => one is CheckResult.Failed) is CheckResult.Failed failed ? new CheckResult.Failed(failed.Reason, detail)
            : unavailable.Length > 0 ? new CheckResult.Unavailable(unavailable[0].Reason, detail, unavailable.Max(one => one.RetryAfter))
            : new CheckResult.Passed(detail);
    }

    private static (Signer Signer, CheckResult Result, IReadOnlyList<VerifiedSignature> Proofs) Answer(
        Signer signer, (CheckResult Result, IReadOnlyList<VerifiedSignature> Proofs) asked) => (signer, asked.Result, asked.Proofs);

    private static string[] Identities(IReadOnlyList<VerifiedSignature> proofs) => [.. proofs.Select(proof => proof.Identity)];

    private static CheckResult WhyNot(
        PolicyRule.Require rule, int passed, (Signer Signer, CheckResult Result, IReadOnlyList<VerifiedSignature> Proofs)[] answers)
    {
        CheckResult.Unavailable[] unavailable = [.. answers.Select(answer => answer.Result).OfType<CheckResult.Unavailable>()];
        string detail = string.Join("; ", answers.Select(answer => Describe(answer.Signer, answer.Result)));
        if (passed + unavailable.Length >= rule.AtLeast)
        {
            return new CheckResult.Unavailable(unavailable[0].Reason, detail, unavailable.Max(one => one.RetryAfter));
        }

        // Of several reasons the one that came furthest was most likely meant; the codes are in the order of the checks.
        return answers.All(answer => answer.Proofs.Count == 0)
            ? new CheckResult.Failed(answers.Select(answer => answer.Result).OfType<CheckResult.Failed>().Max(failed => failed.Reason), detail)
            : new CheckResult.Failed(ReasonCode.NotEnoughSigners, $"{passed} of {rule.AtLeast} demanded distinct signers signed: {detail}");
    }

    private static string Describe(CheckResult result) => result switch
    {
        CheckResult.Passed passed => passed.Detail,
        CheckResult.Failed failed => failed.Detail,
        CheckResult.Unavailable unavailable => unavailable.Detail,
        _ => throw new UnreachableException(),
    };

    private static string Describe(Signer signer, CheckResult result) => result switch
    {
        CheckResult.Passed => $"signer \"{signer.Name}\": signed",
        CheckResult.Failed failed => $"signer \"{signer.Name}\": {failed.Detail}",
        CheckResult.Unavailable unavailable => $"signer \"{signer.Name}\": {unavailable.Detail}",
        _ => throw new UnreachableException(),
    };

    private (CheckResult Result, IReadOnlyList<VerifiedSignature> Proofs) Ask(Signer signer) => signer.Trust switch
    {
        // Also when nothing is stored for the image: who could tell what is missing from what nobody can verify?
        SignerTrust.Unavailable unavailable => (Reasons.Of(unavailable), []),
        SignerTrust.Ready ready => Ask(ready.Requirement, SignaturePlaces.Of(signer, image)),
        _ => throw new UnreachableException(),
    };

    private (CheckResult Result, IReadOnlyList<VerifiedSignature> Proofs) Ask(SignerRequirement requirement, RepositoryName place) => sources[place] switch
    {
        RegistryResult<SignatureSet>.Failed failed => (Reasons.Of(failed.Failure), []),
        RegistryResult<SignatureSet>.Found found => Verify(requirement, found.Value),
        _ => throw new UnreachableException(),
    };

    private (CheckResult Result, IReadOnlyList<VerifiedSignature> Proofs) Verify(SignerRequirement requirement, SignatureSet signatures)
    {
        try
        {
            return SignatureVerifier.Verify(digest, signatures.Signatures, requirement, now, cancellationToken) switch
            {
                VerificationResult.Verified verified => (new CheckResult.Passed(string.Join(", ", Identities(verified.Proofs))), verified.Proofs),
                VerificationResult.Failed when signatures.Incomplete is { } incomplete => (Reasons.Of(incomplete), []),
                VerificationResult.Failed failed => (new CheckResult.Failed(Reasons.Of(failed.Failure), WithNotes(failed.Detail, signatures.Notes)), []),
                _ => throw new UnreachableException(),
            };
        }
        catch (OperationCanceledException)
        {
            return (new CheckResult.Unavailable(ReasonCode.RegistryTimeout, "the request's deadline passed before all signatures were verified", null), []);
        }
    }

    private static string WithNotes(string detail, IReadOnlyList<string> notes) =>
        notes.Count == 0 ? detail : $"{detail} ({string.Join("; ", notes)})";
}
