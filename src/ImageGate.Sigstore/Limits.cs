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

    /// <summary>Certificates in a bundle's chain, or beside a signature: the first signed, the others are at most candidates for intermediates.</summary>
    public const int MaxBundleCertificates = 10;

    /// <summary>Candidates that may stand between a certificate and the anchor of a private authority. Companies have one or two.</summary>
    public const int MaxPathIntermediates = 4;

    /// <summary>Signatures of certificates that are verified to find a path over candidates. An honest path needs as many as it has certificates.</summary>
    public const int MaxPathSignatures = 32;

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

    /// <summary>
    /// Characters of the PEM text of one certificate or key in a signature: what <see cref="MaxCertificateBytes"/> become.
    /// The platform looks for the end of every beginning, so that the time for a text of nothing but beginnings grows with the square.
    /// </summary>
    public const int MaxCertificatePemCharacters = 24 * 1024;

    /// <summary>Keys in the PEM text of one signer; each multiplies the work for one image.</summary>
    public const int MaxKeysPerSigner = 32;

    /// <summary>Bytes of a trusted root. The public-good instance's has 7,000. Source: the TUF clients' customary cap of a target, 5 MB, is far more than a list of keys needs.</summary>
    public const int MaxTrustedRootBytes = 1024 * 1024;

    /// <summary>Depth of a trusted root: certificates in a chain in an authority in a list are six levels.</summary>
    public const int MaxTrustedRootDepth = 16;

    /// <summary>Entries in each list of a trusted root.</summary>
    public const int MaxTrustedRootEntries = 64;

    /// <summary>Certificates in one chain of a trusted root. Source: sigstore-go's and cosign's chains have at most four.</summary>
    public const int MaxChainCertificates = 10;

    /// <summary>Bytes of one certificate. Fulcio's have about 1,000; with an RSA 4096 key and all extensions 3,000.</summary>
    public const int MaxCertificateBytes = 16 * 1024;

    /// <summary>Extensions of one certificate. Fulcio's have at most 30.</summary>
    public const int MaxCertificateExtensions = 64;

    /// <summary>Verified times that one certificate is looked at for: one a log entry and one a time stamp. Source: sigstore-go's 32 entries and 32 time stamps.</summary>
    public const int MaxVerifiedTimes = 64;

    /// <summary>Signed certificate timestamps in one certificate.</summary>
    public const int MaxCertificateTimestamps = 32;

    /// <summary>Bytes of a TimeStampResp. Real ones have 400 to 6,000, with all certificates.</summary>
    public const int MaxTimestampBytes = 64 * 1024;

    /// <summary>Characters of an issuer or subject in a policy.</summary>
    public const int MaxIdentityCharacters = 2_048;

    /// <summary>Bytes of a TUF root. The public-good instance's has 5,600. Source: python-tuf's <c>root_max_length</c>, go-tuf's <c>RootMaxLength</c>.</summary>
    public const int MaxTufRootBytes = 512_000;

    /// <summary>Bytes of a TUF timestamp. Real ones have 500. Source: python-tuf's <c>timestamp_max_length</c>.</summary>
    public const int MaxTufTimestampBytes = 16_384;

    /// <summary>Bytes of a TUF snapshot. Source: python-tuf's <c>snapshot_max_length</c>.</summary>
    public const int MaxTufSnapshotBytes = 2_000_000;

    /// <summary>Bytes of TUF targets metadata. Source: python-tuf's <c>targets_max_length</c>.</summary>
    public const int MaxTufTargetsBytes = 5_000_000;

    /// <summary>Bytes of a target file: it is a trusted root.</summary>
    public const int MaxTufTargetBytes = MaxTrustedRootBytes;

    /// <summary>Roots taken in one refresh. Source: python-tuf's and go-tuf's <c>max_root_rotations</c>.</summary>
    public const int MaxTufRootRotations = 256;

    /// <summary>Depth of TUF metadata: a target's custom fields are seven levels.</summary>
    public const int MaxTufDepth = 32;

    /// <summary>Signatures of one file of TUF metadata. Real ones have at most ten.</summary>
    public const int MaxTufSignatures = 64;

    /// <summary>Keys of a TUF root. Real ones have at most ten.</summary>
    public const int MaxTufKeys = 64;

    /// <summary>Files that one TUF snapshot or targets metadata may list. The public-good instance's lists 12.</summary>
    public const int MaxTufFiles = 10_000;

    /// <summary>Characters of the hex of one TUF signature. RSA 4096 has 1,024.</summary>
    public const int MaxTufSignatureCharacters = 2_048;

    /// <summary>The highest version of TUF metadata: 2^53 - 1, which every JSON reader keeps exact.</summary>
    public const long MaxTufVersion = (1L << 53) - 1;

    /// <summary>Characters of the URI of a key in a KMS. The longest of AWS has 590: an endpoint, and the ARN of an alias.</summary>
    public const int MaxKmsUriCharacters = 1_024;
}
