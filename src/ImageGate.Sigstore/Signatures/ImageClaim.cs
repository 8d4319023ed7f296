namespace ImageGate.Sigstore.Signatures;

/// <summary>What an authentic signature says of the image.</summary>
/// <param name="Annotations">The signer's annotations, one set for each subject that is the image; never empty.</param>
/// <param name="Payload">The signed payload's bytes.</param>
internal sealed record ImageClaim(IReadOnlyList<IReadOnlyDictionary<string, string>> Annotations, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Null when one of the sets has every annotation of <paramref name="wanted"/>.</summary>
    public VerificationResult.Failed? CheckAnnotations(IReadOnlyDictionary<string, string> wanted)
    {
        VerificationResult.Failed? failed = null;
        foreach (IReadOnlyDictionary<string, string> annotations in Annotations)
        {
            failed = Check(annotations, wanted);
            if (failed is null)
            {
                return null;
            }
        }

        return failed;
    }

    private static VerificationResult.Failed? Check(IReadOnlyDictionary<string, string> annotations, IReadOnlyDictionary<string, string> wanted)
    {
        foreach ((string name, string value) in wanted)
        {
            if (!annotations.TryGetValue(name, out string? found) || found != value)
            {
                return new(VerificationFailure.AnnotationMismatch, found is null
                    ? $"the signature has no annotation {name}={value}"
                    : $"the signature has the annotation {name}={Shown.Of(found)}, not {name}={value}");
            }
        }

        return null;
    }
}
