using System.Buffers;
using System.Text.Json;
using ImageGate.Core.Images;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Admission;

/// <summary>Writes verified digests into an object. Only a <see cref="PinnedImage"/> can be written.</summary>
/// <remarks>Source: RFC 6902.</remarks>
internal static class JsonPatch
{
    /// <summary>The patch: for each image that is not yet as it should be a <c>test</c> and a <c>replace</c>.</summary>
    /// <returns>UTF-8 JSON; empty when there is nothing to write, as there is not when the patch was applied before.</returns>
    public static ReadOnlyMemory<byte> For(IEnumerable<(ImageUse Use, PinnedImage Pinned)> pins)
    {
        (ImageUse Use, PinnedImage Pinned)[] open = [.. pins.Where(pin => pin.Pinned.Text != pin.Use.Text)];
        if (open.Length == 0)
        {
            return default;
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            foreach ((ImageUse use, PinnedImage pinned) in open)
            {
                if (!pinned.Text.StartsWith(use.Text + "@", StringComparison.Ordinal))
                {
                    throw new ArgumentException($"{use.Pointer} was to be pinned to another image", nameof(pins));
                }

                // Should another webhook have changed the object meanwhile, the test fails and with it the request.
                Write(writer, "test", use.Pointer, use.Text);
                Write(writer, "replace", use.Pointer, pinned.Text);
            }

            writer.WriteEndArray();
        }

        return json.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, string operation, string pointer, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("op"u8, operation);
        writer.WriteString("path"u8, pointer);
        writer.WriteString("value"u8, value);
        writer.WriteEndObject();
    }
}
