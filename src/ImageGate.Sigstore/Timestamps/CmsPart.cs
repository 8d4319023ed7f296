using System.Formats.Asn1;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>Reads the parts that several structures of CMS have in common.</summary>
internal static class CmsPart
{
    /// <summary>The object identifier of an algorithm; null when there are parameters other than NULL, which no algorithm that is known here has.</summary>
    /// <exception cref="AsnContentException">Not an AlgorithmIdentifier.</exception>
    /// <remarks>Source: RFC 5280, 4.1.1.2; RFC 5754, 2 ("implementations MUST accept SHA2 AlgorithmIdentifiers with absent parameters" and with NULL).</remarks>
    public static string? ReadAlgorithm(AsnReader parent)
    {
        AsnReader algorithm = parent.ReadSequence();
        string oid = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData && algorithm.PeekTag().HasSameClassAndValue(Asn1Tag.Null))
        {
            algorithm.ReadNull();
        }

        return algorithm.HasData ? null : oid;
    }

    /// <summary>Passes a version over: it follows from the fields behind it, and authorities differ in what they write.</summary>
    /// <exception cref="AsnContentException">Not an integer of 32 bits.</exception>
    public static void SkipVersion(AsnReader parent)
    {
        if (!parent.TryReadInt32(out _))
        {
            throw new AsnContentException("no version");
        }
    }
}
