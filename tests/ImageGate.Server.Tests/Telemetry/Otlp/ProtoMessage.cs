using System.Buffers.Binary;
using System.Text;

namespace ImageGate.Server.Tests.Telemetry.Otlp;

/// <summary>The fields of one protobuf message, by their numbers.</summary>
/// <remarks>Source: protobuf.dev, "Encoding": wire types 0 (varint), 1 (64 bits), 2 (length), 5 (32 bits).</remarks>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtoMessage(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ulong tag = Varint(ref bytes);
            int field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(ref bytes), default));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, sizeof(ulong)).Span), default));
                    break;
                case 2:
                    ReadOnlyMemory<byte> content = Take(ref bytes, checked((int)Varint(ref bytes)));
                    _fields.Add((field, 0, content));
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, sizeof(uint)).Span), default));
                    break;
                default:
                    throw new InvalidDataException($"field {field} has wire type {tag & 7}");
            }
        }
    }

    public bool Has(int field) => _fields.Exists(one => one.Field == field);

    /// <summary>The messages of a repeated field.</summary>
    public IEnumerable<ProtoMessage> Messages(int field) => _fields.Where(one => one.Field == field).Select(one => new ProtoMessage(one.Bytes));

    /// <summary>The text of a field; empty when it is not there.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(Last(field).Bytes.Span);

    /// <summary>The bytes of a field as lower-case hex digits; empty when it is not there.</summary>
    public string Hex(int field) => Convert.ToHexStringLower(Last(field).Bytes.Span);

    /// <summary>The number of a field, whatever its width; 0 when it is not there.</summary>
    public ulong Number(int field) => Last(field).Number;

    /// <summary>The fraction of a field; 0 when it is not there.</summary>
    public double Double(int field) => BitConverter.UInt64BitsToDouble(Last(field).Number);

    private (int Field, ulong Number, ReadOnlyMemory<byte> Bytes) Last(int field) => _fields.LastOrDefault(one => one.Field == field);

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, int count)
    {
        ReadOnlyMemory<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(ref bytes, 1).Span[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
