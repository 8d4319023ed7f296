using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>A hash of what documents say, whatever their layout, comments and places. It is only ever compared with itself.</summary>
internal static class YamlFingerprint
{
    /// <summary>The sha256 in hex over documents and a further text.</summary>
    public static string Of(IEnumerable<YamlNode> documents, string further)
    {
        var text = new StringBuilder();
        foreach (YamlNode document in documents)
        {
            Append(text, document);
        }

        Append(text, further);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    // Every text with its length, so that moving characters from one to the next changes the hash. Depth is bounded by the reader.
    private static void Append(StringBuilder text, YamlNode node)
    {
        switch (node)
        {
            case YamlMapping mapping:
                text.Append('{');
                foreach (YamlField field in mapping.Fields)
                {
                    Append(text, field.Key.Text);
                    Append(text, field.Value);
                }

                text.Append('}');
                break;
            case YamlSequence sequence:
                text.Append('[');
                foreach (YamlNode item in sequence.Items)
                {
                    Append(text, item);
                }

                text.Append(']');
                break;
            case YamlScalar scalar:
                text.Append((int)scalar.Kind);
                Append(text, scalar.Text);
                break;
            case YamlUnreadable:
                text.Append('?');                                      // was reported: there will be no set
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void Append(StringBuilder text, string part) => text.Append(part.Length).Append(':').Append(part);
}
