using System.Text.Json;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>
/// Writes YAML as the JSON that it stands for. What two readers could take for two things (<c>on</c>, <c>1.5</c>, nothing) is
/// an error.
/// </summary>
internal sealed class YamlToJson(LoadErrors errors)
{
    private bool _isRefused;

    /// <summary>The JSON, or null when something cannot be written, which is reported.</summary>
    public ReadOnlyMemory<byte>? Convert(YamlMapping mapping)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, mapping);
        }

        // Not one conditional expression: null would become an empty array, and that an empty memory.
        if (_isRefused)
        {
            return null;
        }

        return stream.ToArray();
    }

    // Depth is bounded by that of YAML.
    private void Write(Utf8JsonWriter writer, YamlNode node)
    {
        switch (node)
        {
            case YamlMapping mapping:
                writer.WriteStartObject();
                foreach (YamlField field in mapping.Fields)
                {
                    writer.WritePropertyName(field.Key.Text);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case YamlSequence sequence:
                writer.WriteStartArray();
                foreach (YamlNode item in sequence.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case YamlScalar scalar:
                Write(writer, scalar);
                break;
            default:
                _isRefused = true;                                     // was reported when it was read
                writer.WriteNullValue();
                break;
        }
    }

    private void Write(Utf8JsonWriter writer, YamlScalar scalar)
    {
        switch (scalar.Kind)
        {
            case YamlScalarKind.Text:
                writer.WriteStringValue(scalar.Text);
                break;
            case YamlScalarKind.Boolean:
                writer.WriteBooleanValue(scalar.Text == "true");
                break;
            case YamlScalarKind.Integer:
                writer.WriteRawValue(scalar.Text);
                break;
            default:
                _isRefused = true;
                errors.Add(scalar, $"is {scalar.Description}: " + (scalar.Kind == YamlScalarKind.Nothing ? "remove the field" : "write it in quotes"));
                writer.WriteNullValue();
                break;
        }
    }
}
