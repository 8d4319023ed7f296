using System.Diagnostics;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;

namespace ImageGate.Core;

/// <summary>Asks whether a demanded statement was made of one digest, whose attestations have been fetched.</summary>
internal sealed class AttestationInspection(
    ImageReference image,
    Digest digest,
    IReadOnlyDictionary<RepositoryName, RegistryResult<SignatureSet>> sources,
    DateTimeOffset now,
    CancellationToken cancellationToken)
{
    /// <summary>When the first attestation that a demand was satisfied by becomes too old, or null: none ever does.</summary>
    public DateTimeOffset? GoodUntil { get; private set; }

    public CheckResult Ask(AttestationDemand demand)
    {
        List<VerifiedAttestation> found = [];
        List<CheckResult> obstacles = [];
        List<string> refusals = [];
        foreach (Signer signer in demand.Signers)
        {
            switch (signer.Trust)
            {
                case SignerTrust.Unavailable unavailable:
                    obstacles.Add(Reasons.Of(unavailable));
                    break;
                case SignerTrust.Ready ready:
                    Ask(signer, ready.Requirement, demand, found, obstacles, refusals);
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return Judge(demand, found, obstacles, refusals);
    }

    private void Ask(
        Signer signer,
        SignerRequirement requirement,
        AttestationDemand demand,
        List<VerifiedAttestation> found,
        List<CheckResult> obstacles,
        List<string> refusals)
    {
        switch (sources[SignaturePlaces.Of(signer, image)])
        {
            case RegistryResult<SignatureSet>.Failed failed:
                obstacles.Add(Reasons.Of(failed.Failure));
                break;
            case RegistryResult<SignatureSet>.Found source:
                Look(signer, requirement, demand, source.Value, found, obstacles, refusals);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private CheckResult Judge(AttestationDemand demand, List<VerifiedAttestation> found, List<CheckResult> obstacles, List<string> refusals)
    {
        var age = new AttestationAge(demand.MaxAge, now);
        VerifiedAttestation? newest = demand.Accept == AttestationAcceptance.Newest ? found.Where(one => one.SignedBy is not null).MaxBy(one => one.SignedBy) : null;
        IReadOnlyList<VerifiedAttestation> counting = demand.Accept != AttestationAcceptance.Newest ? found : newest is null ? [] : [newest];
        CheckResult.Failed[] wrong = [.. counting.Select(age.Check).OfType<CheckResult.Failed>()];
        bool satisfied = demand.Accept == AttestationAcceptance.Any ? wrong.Length < counting.Count : counting.Count > 0 && wrong.Length == 0;
        if (demand.Accept == AttestationAcceptance.All && wrong.Length > 0)
        {
            return wrong[0];                                           // whatever could not be read: it would not change this
        }

        // What could not be read may be the newest, or the one of all that is wrong: then nothing is known.
        if (obstacles.Count > 0 && !(satisfied && demand.Accept == AttestationAcceptance.Any))
        {
            return Choose(obstacles, demand.Accept);
        }

        if (satisfied)
        {
            VerifiedAttestation[] good = [.. counting.Where(one => age.Check(one) is null)];
            GoodUntil = good.Select(age.End).Append(GoodUntil).Min();
            return new CheckResult.Passed(string.Join(", ", good.Select(one => one.Identity).Distinct()));
        }

        return wrong.Length > 0 ? wrong[0]
            : found.Count > 0 ? AttestationAge.Unknown
            : new CheckResult.Failed(ReasonCode.AttestationMissing, $"no attestation `{demand.PredicateType}` of a wanted signer was found: {string.Join("; ", refusals)}");
    }

    // Where one attestation suffices, a place that may answer later may have it. Otherwise all places must answer, and one
    // that never will decides.
    private static CheckResult Choose(List<CheckResult> obstacles, AttestationAcceptance accept) =>
        obstacles.Find(obstacle => obstacle is CheckResult.Unavailable == (accept == AttestationAcceptance.Any)) ?? obstacles[0];

    private void Look(
        Signer signer,
        SignerRequirement requirement,
        AttestationDemand demand,
        SignatureSet source,
        List<VerifiedAttestation> found,
        List<CheckResult> obstacles,
        List<string> refusals)
    {
        if (source.Incomplete is { } incomplete)
        {
            obstacles.Add(Reasons.Of(incomplete));
        }

        try
        {
            switch (SignatureVerifier.VerifyAttestation(digest, source.Signatures, requirement, demand.PredicateType, now, cancellationToken))
            {
                case AttestationResult.Verified verified:
                    found.AddRange(verified.Attestations);
                    break;
                case AttestationResult.Failed failed:
                    string notes = source.Notes.Count == 0 ? "" : $" ({string.Join("; ", source.Notes)})";
                    refusals.Add($"signer \"{signer.Name}\": {Describe(failed)}{notes}");
                    break;
                default:
                    throw new UnreachableException();
            }
        }
        catch (OperationCanceledException)
        {
            obstacles.Add(new CheckResult.Unavailable(ReasonCode.RegistryTimeout, "the request's deadline passed before all attestations were verified", null));
        }
    }

    private static string Describe(AttestationResult.Failed failed) =>
        failed.Failure == VerificationFailure.NoSignature ? "nothing is stored for the image" : $"{Reasons.Of(failed.Failure)}: {failed.Detail}";
}
