using System.Collections;
using System.Formats.Asn1;

namespace ImageGate.Sigstore.Certificates;

/// <summary>What a certificate says that it may be used for.</summary>
/// <remarks>Source: RFC 5280, 4.2.1.1 (AKI), .2 (SKI), .3 (key usage), .9 (basic constraints), .12 (extended key usage).</remarks>
internal sealed record CertificateUsage
{
    private const int DigitalSignatureBit = 0;
    private const int NonRepudiationBit = 1;
    private const int KeyCertSignBit = 5;

    private static readonly Asn1Tag KeyIdentifierTag = new(TagClass.ContextSpecific, 0);

    private CertificateUsage()
    {
    }

    /// <summary>basicConstraints is there and says CA:TRUE.</summary>
    public bool IsAuthority { get; private init; }

    /// <summary>How many authorities that are not self-issued may follow below, or null for any number.</summary>
    public int? PathLength { get; private init; }

    /// <summary>The key usage is there and has digitalSignature.</summary>
    public bool MaySign { get; private init; }

    /// <summary>The key usage is missing, or has digitalSignature or nonRepudiation: all that a time stamp's signer needs.</summary>
    public bool MayStamp { get; private init; }

    /// <summary>The key usage is there and has keyCertSign.</summary>
    public bool MaySignCertificates { get; private init; }

    /// <summary>The purposes, or null when the extension is missing.</summary>
    public IReadOnlyList<string>? Purposes { get; private init; }

    public bool PurposesAreCritical { get; private init; }

    public ReadOnlyMemory<byte> SubjectKeyIdentifier { get; private init; }

    public ReadOnlyMemory<byte> AuthorityKeyIdentifier { get; private init; }

    /// <exception cref="AsnContentException">An extension is not DER of its type.</exception>
    /// <exception cref="InvalidDataException">An extension contradicts RFC 5280.</exception>
    public static CertificateUsage Read(CertificateFields fields)
    {
        (bool isAuthority, int? pathLength) = ReadBasicConstraints(fields.Find(CertificateExtension.BasicConstraints));
        BitArray? keyUsage = ReadKeyUsage(fields.Find(CertificateExtension.KeyUsage));
        CertificateExtension? purposes = fields.Find(CertificateExtension.ExtendedKeyUsages);
        return new CertificateUsage
        {
            IsAuthority = isAuthority,
            PathLength = pathLength,
            MaySign = IsSet(keyUsage, DigitalSignatureBit),
            MayStamp = keyUsage is null || IsSet(keyUsage, DigitalSignatureBit) || IsSet(keyUsage, NonRepudiationBit),
            MaySignCertificates = IsSet(keyUsage, KeyCertSignBit),
            Purposes = purposes is null ? null : ReadPurposes(purposes),
            PurposesAreCritical = purposes is { Critical: true },
            SubjectKeyIdentifier = ReadSubjectKeyIdentifier(fields.Find(CertificateExtension.SubjectKeyIdentifier)),
            AuthorityKeyIdentifier = ReadAuthorityKeyIdentifier(fields.Find(CertificateExtension.AuthorityKeyIdentifier)),
        };
    }

    /// <summary>Whether an authority may issue for this purpose: one that names no purposes may issue for all.</summary>
    public bool AllowsIssuingFor(string purpose) =>
        Purposes is null || Purposes.Contains(purpose) || Purposes.Contains(ExtendedKeyUsage.Any);

    private static (bool IsAuthority, int? PathLength) ReadBasicConstraints(CertificateExtension? extension)
    {
        if (extension is null)
        {
            return (false, null);
        }

        (AsnReader outer, AsnReader constraints) = Sequence(extension);
        bool isAuthority = constraints.HasData && constraints.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && constraints.ReadBoolean();
        int? pathLength = null;
        if (constraints.HasData)
        {
            pathLength = constraints.TryReadInt32(out int length) && length >= 0 && isAuthority
                ? length
                : throw new InvalidDataException("the basic constraints have a path length that is none");
        }

        constraints.ThrowIfNotEmpty();
        outer.ThrowIfNotEmpty();
        return (isAuthority, pathLength);
    }

    private static BitArray? ReadKeyUsage(CertificateExtension? extension)
    {
        if (extension is null)
        {
            return null;
        }

        var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
        BitArray bits = reader.ReadNamedBitList();
        reader.ThrowIfNotEmpty();
        return bits;
    }

    private static bool IsSet(BitArray? bits, int bit) => bits is not null && bit < bits.Length && bits[bit];

    private static List<string> ReadPurposes(CertificateExtension extension)
    {
        (AsnReader outer, AsnReader sequence) = Sequence(extension);
        var purposes = new List<string>();
        while (sequence.HasData)
        {
            purposes.Add(sequence.ReadObjectIdentifier());
        }

        outer.ThrowIfNotEmpty();
        return purposes.Count > 0 ? purposes : throw new InvalidDataException("the extended key usage is empty");
    }

    private static ReadOnlyMemory<byte> ReadSubjectKeyIdentifier(CertificateExtension? extension)
    {
        if (extension is null)
        {
            return default;
        }

        var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
        byte[] identifier = reader.ReadOctetString();
        reader.ThrowIfNotEmpty();
        return identifier;
    }

    private static ReadOnlyMemory<byte> ReadAuthorityKeyIdentifier(CertificateExtension? extension)
    {
        if (extension is null)
        {
            return default;
        }

        (AsnReader outer, AsnReader sequence) = Sequence(extension);
        outer.ThrowIfNotEmpty();
        return sequence.HasData && sequence.PeekTag().HasSameClassAndValue(KeyIdentifierTag) ? sequence.ReadOctetString(KeyIdentifierTag) : default;
    }

    private static (AsnReader Outer, AsnReader Sequence) Sequence(CertificateExtension extension)
    {
        var outer = new AsnReader(extension.Value, AsnEncodingRules.DER);
        return (outer, outer.ReadSequence());
    }
}
