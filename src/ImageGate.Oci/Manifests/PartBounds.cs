using ImageGate.Core.Registries;

namespace ImageGate.Oci.Manifests;

/// <summary>How much of one source is fetched, decided before anything is.</summary>
internal static class PartBounds
{
    /// <summary>Simple-signing payloads: all or none.</summary>
    public static (IReadOnlyList<SignaturePart> Parts, RegistryFailure? Trouble) Payloads(string repository, IReadOnlyList<SignaturePart> parts)
    {
        if (parts.Count > Sigstore.Limits.MaxSignatures)
        {
            return ([], new RegistryFailure.TooLarge($"{repository} has {parts.Count} signatures of the image; at most {Sigstore.Limits.MaxSignatures} are looked at"));
        }

        long bytes = parts.DistinctBy(part => part.Blob).Sum(part => part.Size);
        return bytes > Limits.MaxPayloadBytesPerImage
            ? ([], new RegistryFailure.TooLarge($"{repository} has signature payloads of {bytes} bytes for the image; at most {Limits.MaxPayloadBytesPerImage} are read"))
            : (parts, null);
    }

    /// <summary>
    /// Bundles and envelopes: attestations among them can be large, and one who may write to the repository could add as
    /// many as he likes. Signatures are small, so the smallest come first and large ones keep none of them out.
    /// </summary>
    public static (IReadOnlyList<SignaturePart> Parts, RegistryFailure? Trouble) Envelopes(string repository, IReadOnlyList<SignaturePart> parts)
    {
        var within = new List<SignaturePart>();
        long bytes = 0;
        foreach (SignaturePart part in parts.OrderBy(part => part.Size))
        {
            bytes += part.Size;
            if (bytes > Limits.MaxBundleBytesPerImage)
            {
                return (within, new RegistryFailure.TooLarge(
                    $"{repository} has bundles or attestations of more than {Limits.MaxBundleBytesPerImage} bytes for the image; the {parts.Count - within.Count} largest were not read"));
            }

            within.Add(part);
        }

        return (within, null);
    }
}
