using ImageGate.Core.Registries;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Oci.Manifests;

/// <summary>What one source of signatures gave.</summary>
/// <param name="Signatures">What was read.</param>
/// <param name="Troubles">Why there may be more than that: the source could not be read, not whole, or is over a bound.</param>
/// <param name="Notes">What is wrong with single signatures.</param>
internal sealed record Findings(IReadOnlyList<RawSignature> Signatures, IReadOnlyList<RegistryFailure> Troubles, SignatureNotes Notes)
{
    /// <summary>There is nothing.</summary>
    public static Findings None => new([], [], new SignatureNotes());

    /// <summary>The source could not be read.</summary>
    public static Findings Failed(RegistryFailure failure) => new([], [failure], new SignatureNotes());
}
