using System.Text;
using System.Text.Json;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{ "b" : [ 1 , -2, 0 ], "a" : { } }""", """{"a":{},"b":[1,-2,0]}""")]
    [InlineData("""[true, false, null, []]""", "[true,false,null,[]]")]
    [InlineData("""["\u0041\/\"\\"]""", """["A/\"\\"]""")]
    [InlineData("""["a\nb\t\u0000\u007f"]""", "[\"a\nb\t\0\u007f\"]")]
    [InlineData("""["\u00e9\ud83d\ude00"]""", "[\"é😀\"]")]
    [InlineData("""{"aa":1,"a":2,"A":3,"":4}""", """{"":4,"A":3,"a":2,"aa":1}""")]
    [InlineData("""{"\ud83d\ude00":1,"\uffee":2}""", "{\"\uffee\":2,\"😀\":1}")]      // code points: U+FFEE before U+1F600, unlike UTF-16
    [InlineData("""{"\"":1,"#":2}""", """{"\"":1,"#":2}""")]                          // sorted before they are escaped
    [InlineData("[123456789012345678901234567890]", "[123456789012345678901234567890]")]
    public void The_form_is_that_of_olpc(string json, string expected) =>
        Encoding.UTF8.GetString(Encode(json)).Should().Be(expected);

    [Theory]
    [InlineData("[1.0]")]
    [InlineData("[1e2]")]
    [InlineData("[-0]")]
    [InlineData("[0.5]")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\udc00":1}""")]
    public void What_has_no_canonical_form_is_refused(string json) =>
        FluentActions.Invoking(() => Encode(json)).Should().Throw<InvalidDataException>();

    private static byte[] Encode(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return CanonicalJson.Encode(document.RootElement);
    }
}
