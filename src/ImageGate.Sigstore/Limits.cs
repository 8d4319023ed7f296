namespace ImageGate.Sigstore;

/// <summary>The bounds of everything that comes from outside. Over a bound means refused, never cut off and used.</summary>
public static class Limits
{
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
