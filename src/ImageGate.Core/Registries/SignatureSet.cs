using ImageGate.Sigstore.Signatures;

namespace ImageGate.Core.Registries;

/// <summary>The signatures that were found for one image.</summary>
/// <param name="Signatures">What was read; may be empty.</param>
/// <param name="Incomplete">Why some could not be read, or null. When those that were read do not suffice, nothing is known.</param>
/// <param name="Notes">What else was seen and may explain a denial to people, such as signatures in a form that is not read.</param>
public sealed record SignatureSet(IReadOnlyList<RawSignature> Signatures, RegistryFailure.Unavailable? Incomplete, IReadOnlyList<string> Notes)
{
    /// <summary>Nothing was found.</summary>
    public static SignatureSet Empty { get; } = new([], null, []);
}
