using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ImageGate.Sigstore.Signatures;

/// <summary>A payload with its type and the one signature over both.</summary>
/// <remarks>Source: secure-systems-lab/dsse, protocol.md and envelope.md, v1.0.2.</remarks>
internal sealed record DsseEnvelope(string PayloadType, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Signature)
{
    /// <summary>The type of in-toto statements.</summary>
    public const string InToto = "application/vnd.in-toto+json";

    /// <summary>The bytes that are signed.</summary>
    /// <remarks>"PAE(type, body) = "DSSEv1" + SP + LEN(type) + SP + type + SP + LEN(body) + SP + body", the lengths in bytes.</remarks>
    public byte[] PreAuthenticationEncoding()
    {
        byte[] type = Encoding.UTF8.GetBytes(PayloadType);
        string head = string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {type.Length} ");
        string middle = string.Create(CultureInfo.InvariantCulture, $" {Payload.Length} ");
        return [.. Encoding.ASCII.GetBytes(head), .. type, .. Encoding.ASCII.GetBytes(middle), .. Payload.Span];
    }

    /// <summary>The envelope inside of a bundle: base64 of the standard alphabet, as proto3 JSON says.</summary>
    /// <exception cref="FormatException">It is no such envelope.</exception>
    public static DsseEnvelope ReadFromBundle(JsonElement envelope) => Read(envelope, ProtoJson.Bytes);

    /// <summary>An envelope that is stored by itself: either alphabet.</summary>
    /// <exception cref="FormatException">It is no such envelope.</exception>
    public static DsseEnvelope ReadStandalone(JsonElement envelope) => Read(envelope, static (parent, name) =>
        StrictBase64.TryDecodeEither(ProtoJson.Text(parent, name), out byte[]? bytes) ? bytes : throw new FormatException($"`{name}` is not base64"));

    private static DsseEnvelope Read(JsonElement envelope, Func<JsonElement, string, byte[]> bytes)
    {
        // "At least one signature": with several, each reader could look at another one.
        if (ProtoJson.Array(envelope, "signatures", 1) is not [var signature])
        {
            throw new FormatException("the envelope has no signature");
        }

        byte[] value = bytes(signature, "sig");
        return value.Length > 0
            ? new DsseEnvelope(ProtoJson.Text(envelope, "payloadType"), bytes(envelope, "payload"), value)
            : throw new FormatException("`sig` is missing");
    }
}
