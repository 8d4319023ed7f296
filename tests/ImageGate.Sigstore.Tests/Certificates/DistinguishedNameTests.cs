using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Tests.Certificates;

public sealed class DistinguishedNameTests
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    [Theory]
    [InlineData("CN=release, O=Acme, C=DE", "CN=release,O=Acme,C=DE")]
    [InlineData("CN=release team", "CN=release team")]
    [InlineData("CN=\"a,b+c\"\"d\"", "CN=a\\,b\\+c\\\"d")]
    [InlineData("CN=\" a \"", "CN=\\ a\\ ")]
    [InlineData("CN=#a", "CN=\\#a")]
    [InlineData("CN=a#b", "CN=a#b")]
    [InlineData("CN=Müller, DC=acme, DC=io", "CN=Müller,DC=acme,DC=io")]
    [InlineData("OU=d, ST=c, L=b, STREET=a", "OU=d,ST=c,L=b,STREET=a")]
    [InlineData("SERIALNUMBER=7, E=a@acme.io", "serialNumber=7,emailAddress=a@acme.io")]
    [InlineData("", "")]
    public void A_name_is_written_as_in_RFC_4514(string name, string expected) => DistinguishedName.Read(new X500DistinguishedName(name).RawData).Should().Be(expected);

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u200Bb")]
    [InlineData("a\U000E0041b")]
    [InlineData("")]
    public void What_cannot_be_seen_is_refused(string value) => Refuse(Name((CommonName, UniversalTagNumber.UTF8String, value)));

    [Theory]
    [InlineData(UniversalTagNumber.UTF8String, true)]
    [InlineData(UniversalTagNumber.PrintableString, true)]
    [InlineData(UniversalTagNumber.IA5String, true)]
    [InlineData(UniversalTagNumber.BMPString, false)]
    [InlineData(UniversalTagNumber.TeletexString, false)]
    public void Only_string_types_with_one_reading_are_read(UniversalTagNumber type, bool expected)
    {
        byte[] name = Name((CommonName, type, "release"));
        if (expected)
        {
            DistinguishedName.Read(name).Should().Be("CN=release");
        }
        else
        {
            Refuse(name);
        }
    }

    [Fact]
    public void A_part_may_have_several_values_and_an_unknown_type_is_written_as_its_bytes()
    {
        DistinguishedName.Read(Name((CommonName, UniversalTagNumber.UTF8String, "a"), (Organization, UniversalTagNumber.UTF8String, "b"))).Should().Be("CN=a+O=b");
        DistinguishedName.Read(Name(("2.5.4.97", UniversalTagNumber.UTF8String, "ab"))).Should().Be("2.5.4.97=#0c026162");
        DistinguishedName.Read(Name((CommonName, UniversalTagNumber.UTF8String, "a+O=b"))).Should().Be("CN=a\\+O=b");
    }

    [Fact]
    public void What_is_no_name_is_refused()
    {
        byte[] name = Name((CommonName, UniversalTagNumber.UTF8String, "a"));

        FluentActions.Invoking(() => DistinguishedName.Read((byte[])[.. name, 0])).Should().Throw<AsnContentException>();
        FluentActions.Invoking(() => DistinguishedName.Read((byte[])[4, 1, 0])).Should().Throw<AsnContentException>();
        Refuse([0x30, 2, 0x31, 0]);
    }

    [Theory]
    [InlineData("CN=*,O=Acme", "CN=a,O=Acme", true)]
    [InlineData("CN=*,O=Acme", "CN=a\\,b,O=Acme", true)]
    [InlineData("CN=*,O=Acme", "CN=a\\\\,O=Acme", true)]
    [InlineData("CN=*,O=Acme", "CN=a\\,O=Acme", false)]                             // one part, whose value has a comma
    [InlineData("CN=*,O=Acme", "CN=a\\\\\\,O=Acme", false)]
    [InlineData("CN=*,O=Acme", "CN=a,OU=b,O=Acme", false)]
    [InlineData("CN=*,O=Acme", "CN=a+UID=b,O=Acme", false)]
    [InlineData("CN=*,O=Acme", "CN=a b,O=Acme", false)]
    [InlineData("CN=*,O=Acme", "CN=a,O=Acme,C=DE", false)]
    [InlineData("CN=ci-*-*,O=A c", "CN=ci-1-2,O=A c", true)]
    [InlineData("CN=a.c", "CN=abc", false)]
    public void A_wildcard_stays_inside_of_one_part(string pattern, string name, bool expected)
    {
        IdentityPattern.TryParseName(pattern, out IdentityPattern? read, out _).Should().BeTrue();
        read!.Matches(name).Should().Be(expected);
    }

    private static void Refuse(byte[] name) => FluentActions.Invoking(() => DistinguishedName.Read(name)).Should().Throw<InvalidDataException>();

    /// <summary>A name of one part.</summary>
    private static byte[] Name(params (string Oid, UniversalTagNumber Type, string Value)[] attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        {
            foreach ((string oid, UniversalTagNumber type, string value) in attributes)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                    writer.WriteCharacterString(type, value);
                }
            }
        }

        return writer.Encode();
    }
}
