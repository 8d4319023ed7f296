using ImageGate.Sigstore.Signatures;

namespace ImageGate.Core.Registries;

/// <summary>
/// Makes one of what several sources gave: never one source because the other has nothing, or has something. A signature
/// more can only prove more, so what one source lacks or hides is no reason to leave another out.
/// </summary>
public static class SignatureUnion
{
    /// <summary>
    /// The signatures of all. Where nothing was found and a source failed, its failure is the answer: that is not "unsigned".
    /// Of several failures one that may pass.
    /// </summary>
    /// <param name="sources">What they gave.</param>
    public static RegistryResult<SignatureSet> Of(IReadOnlyList<RegistryResult<SignatureSet>> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        SignatureSet[] found = [.. sources.OfType<RegistryResult<SignatureSet>.Found>().Select(source => source.Value)];
        RegistryFailure[] failures = [.. sources.OfType<RegistryResult<SignatureSet>.Failed>().Select(source => source.Failure)];
        RegistryFailure.Unavailable? unavailable = failures.OfType<RegistryFailure.Unavailable>().FirstOrDefault()
            ?? found.Select(set => set.Incomplete).FirstOrDefault(incomplete => incomplete is not null);
        int count = found.Sum(set => set.Signatures.Count);
        return count == 0 && failures.Length > 0
            ? new RegistryResult<SignatureSet>.Failed(unavailable ?? failures[0])
            : new RegistryResult<SignatureSet>.Found(Unite(found, failures, unavailable, count));
    }

    private static SignatureSet Unite(SignatureSet[] found, RegistryFailure[] failures, RegistryFailure.Unavailable? unavailable, int count)
    {
        if (failures.Length == 0 && found.Count(set => set != SignatureSet.Empty) <= 1)
        {
            return Array.Find(found, set => set != SignatureSet.Empty) ?? SignatureSet.Empty;
        }

        // Failures first: they concern more than one signature.
        IEnumerable<string> notes = failures.Where(failure => failure is not RegistryFailure.Unavailable).Select(failure => failure.Detail)
            .Concat(found.SelectMany(set => set.Notes));
        string[] tooMany = count <= Sigstore.Limits.MaxSignatures ? [] : [$"there are {count} signatures of the image; {Sigstore.Limits.MaxSignatures} are looked at"];

        // The smallest source first: where they are too many together, a flood in one does not wash away those of another.
        RawSignature[] signatures = [.. found.OrderBy(set => set.Signatures.Count).SelectMany(set => set.Signatures).Take(Sigstore.Limits.MaxSignatures)];
        return new SignatureSet(signatures, unavailable, [.. tooMany, .. notes]);
    }
}
