namespace ImageGate.Sigstore.Certificates;

/// <summary>The purposes that Sigstore's certificates have. Source: RFC 5280, 4.2.1.12.</summary>
internal static class ExtendedKeyUsage
{
    public const string Any = "2.5.29.37.0";
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
}
