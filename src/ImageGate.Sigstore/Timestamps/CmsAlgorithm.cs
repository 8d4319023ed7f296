using System.Formats.Asn1;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>An AlgorithmIdentifier whose parameters say nothing: left out, or NULL.</summary>
/// <remarks>Source: RFC 5280, 4.1.1.2; RFC 5754, 2 ("implementations MUST accept absent parameters as well as NULL").</remarks>
internal static class CmsAlgorithm
{
    /// <summary>The object identifier; null when there are parameters, which no algorithm that is known here has.</summary>
    /// <exception cref="AsnContentException">Not an AlgorithmIdentifier.</exception>
    public static string? Read(AsnReader parent)
    {
        AsnReader algorithm = parent.ReadSequence();
        string oid = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData && algorithm.PeekTag().HasSameClassAndValue(Asn1Tag.Null))
        {
            algorithm.ReadNull();
        }

        return algorithm.HasData ? null : oid;
    }
}
