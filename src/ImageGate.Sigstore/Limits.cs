namespace ImageGate.Sigstore;

/// <summary>The bounds of everything that comes from outside. Over a bound means refused, never cut off and used.</summary>
public static class Limits
{
    /// <summary>Bytes of a Sigstore bundle or of a stored DSSE envelope. Real signatures have 10 KB; provenance and SBOMs make them longer.</summary>
    public const int MaxBundleBytes = 8 * 1024 * 1024;

    /// <summary>Depth of a bundle's, an envelope's and a log entry's JSON: a hash in a proof in an entry in a bundle is six levels.</summary>
    public const int MaxBundleDepth = 16;

    /// <summary>Depth of an in-toto statement; predicates nest as they like. Source: System.Text.Json's own default.</summary>
    public const int MaxStatementDepth = 64;

    /// <summary>Log entries in one bundle. Source: sigstore-go, maxAllowedTlogEntries.</summary>
    public const int MaxLogEntries = 32;

    /// <summary>RFC 3161 timestamps in one bundle. Source: sigstore-go, maxAllowedTimestamps.</summary>
    public const int MaxTimestamps = 32;

    /// <summary>Certificates in a bundle's chain; only the first is used.</summary>
    public const int MaxBundleCertificates = 10;

    /// <summary>Subjects of a statement. Source: sigstore-go, maxAllowedSubjects.</summary>
    public const int MaxSubjects = 1_024;

    /// <summary>Digests of one subject. Source: sigstore-go, maxAllowedSubjectDigests.</summary>
    public const int MaxSubjectDigests = 32;

    /// <summary>Hashes of an inclusion proof: the depth of a tree of 2^63 leaves.</summary>
    public const int MaxProofHashes = 63;

    /// <summary>Characters of a checkpoint. Real ones have 250, and 150 more a witness.</summary>
    public const int MaxCheckpointCharacters = 64 * 1024;

    /// <summary>Signature lines of a checkpoint. Source: golang.org/x/mod/sumdb/note, 100.</summary>
    public const int MaxNoteSignatures = 100;

    /// <summary>Characters of one cosign annotation: a certificate's PEM, a log entry, a time stamp.</summary>
    public const int MaxAnnotationCharacters = 256 * 1024;

    /// <summary>Signatures looked at for one image and one source. Source: cosign's default of <c>--max-workers</c>/<c>maxLayers</c>, 1,000.</summary>
    public const int MaxSignatures = 1_000;

    /// <summary>Bytes of a simple-signing payload. Real ones have about 250 bytes; annotations make them longer.</summary>
    public const int MaxPayloadBytes = 64 * 1024;

    /// <summary>Depth of a simple-signing payload. Source: containers/image, atomic-signature: real ones have three levels.</summary>
    public const int MaxPayloadDepth = 16;

    /// <summary>Characters of a base64 signature. RSA 4096 has 684.</summary>
    public const int MaxSignatureCharacters = 2_048;

    /// <summary>Bits of an RSA modulus, least. Source: NIST SP 800-131A rev. 2.</summary>
    public const int MinRsaBits = 2_048;

    /// <summary>Bits of an RSA modulus, most: a larger one makes each verification slow enough to be an attack.</summary>
    public const int MaxRsaBits = 4_096;

    /// <summary>Characters of the PEM text of one signer.</summary>
    public const int MaxPemCharacters = 64 * 1024;

    /// <summary>Keys in the PEM text of one signer; each multiplies the work for one image.</summary>
    public const int MaxKeysPerSigner = 32;
}
