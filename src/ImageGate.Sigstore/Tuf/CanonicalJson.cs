using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ImageGate.Sigstore.Tuf;

/// <summary>
/// The bytes that TUF signatures are over: names sorted, no blanks, only <c>\</c> and <c>"</c> escaped, whole numbers only.
/// Not RFC 8785 (JCS), which escapes control characters; a PEM key's line ends stand here as they are.
/// </summary>
/// <remarks>Source: "OLPC Canonical JSON", http://wiki.laptop.org/go/Canonical_JSON; TUF specification 1.0.34, 4.2.1.</remarks>
internal static partial class CanonicalJson
{
    /// <param name="element">Read with a bound on its depth, without names that occur twice.</param>
    /// <exception cref="InvalidDataException">It has no canonical form: a fraction, an exponent, text that is not Unicode.</exception>
    public static byte[] Encode(JsonElement element)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            Write(output, element);
        }
        catch (InvalidOperationException)
        {
            // GetString and Name throw it for an unpaired surrogate or broken UTF-8, which no signature can be over.
            throw new InvalidDataException("has text that is not Unicode");
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> output, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(output, element);
                break;
            case JsonValueKind.Array:
                WriteArray(output, element);
                break;
            case JsonValueKind.String:
                WriteText(output, Encoding.UTF8.GetBytes(element.GetString()!));
                break;
            case JsonValueKind.Number:
                WriteNumber(output, element);
                break;
            default:
                output.Write(Encoding.UTF8.GetBytes(element.GetRawText()));              // true, false, null
                break;
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> output, JsonElement element)
    {
        var members = element.EnumerateObject().Select(member => (Name: Encoding.UTF8.GetBytes(member.Name), member.Value)).ToList();

        // The order of UTF-8 bytes is the order of code points. That of .NET's strings is not, beyond the first plane.
        members.Sort((left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));
        output.Write("{"u8);
        for (int index = 0; index < members.Count; index++)
        {
            output.Write(index == 0 ? ""u8 : ","u8);
            WriteText(output, members[index].Name);
            output.Write(":"u8);
            Write(output, members[index].Value);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> output, JsonElement element)
    {
        output.Write("["u8);
        int index = 0;
        foreach (JsonElement item in element.EnumerateArray())
        {
            output.Write(index++ == 0 ? ""u8 : ","u8);
            Write(output, item);
        }

        output.Write("]"u8);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.Write("\""u8);
        while (text.IndexOfAny((byte)'"', (byte)'\\') is var special and >= 0)
        {
            output.Write(text[..special]);
            output.Write("\\"u8);
            output.Write(text.Slice(special, 1));
            text = text[(special + 1)..];
        }

        output.Write(text);
        output.Write("\""u8);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, JsonElement element)
    {
        string number = element.GetRawText();
        if (!WholeNumber().IsMatch(number))
        {
            throw new InvalidDataException("has a number that is not whole");
        }

        output.Write(Encoding.UTF8.GetBytes(number));
    }

    [GeneratedRegex(@"\A(?:0|-?[1-9][0-9]*)\z")]
    private static partial Regex WholeNumber();
}
