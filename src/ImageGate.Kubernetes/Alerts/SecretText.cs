using ImageGate.Kubernetes.Policies.Documents;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Alerts;

/// <summary>Text that is written into the document, or into a file that it names. No error repeats it.</summary>
internal sealed class SecretText(NodeReader reader, ReferencedContents contents)
{
    /// <summary>The fields for the text and for the file.</summary>
    public static string[] NamesOf(string field) => [field, field + "File"];

    /// <summary>Reads the one of both fields that is there.</summary>
    /// <param name="fields">The mapping.</param>
    /// <param name="field">The field for the text; that for the file has the same name and <c>File</c>.</param>
    /// <param name="maxCharacters">Most characters.</param>
    /// <param name="needed">What to write when neither is there, or null: that is allowed.</param>
    /// <returns>Where it stands and what it is; the text is null when something is wrong, which was reported, or when nothing is there.</returns>
    public (YamlNode? Node, string? Text) Read(Fields fields, string field, int maxCharacters, string? needed)
    {
        string[] present = fields.Present(NamesOf(field));
        if (present.Length != 1)
        {
            string? problem = present.Length > 1 ? $"has {Wording.And(present)}: write exactly one of them" : needed;
            if (problem is not null)
            {
                reader.Errors.Add(fields.Node, problem);
            }

            return (null, null);
        }

        YamlNode node = fields.Find(present[0])!;
        return (node, present[0] == field ? reader.Block(node, maxCharacters) : FromFile(node, maxCharacters));
    }

    // A file made by an editor or by `echo` ends with a line break.
    private string? FromFile(YamlNode node, int maxCharacters)
    {
        if (contents.Read(node, reader) is not { } bytes)
        {
            return null;
        }

        string? text = YamlText.Decode(bytes.Span)?.TrimEnd('\r', '\n');
        string? problem = text is null ? "is not UTF-8 text" : text.Length == 0 ? "is empty" : text.Length > maxCharacters ? $"is over {maxCharacters} characters" : null;
        if (problem is not null)
        {
            reader.Errors.Add(node, "the file " + problem);
        }

        return problem is null ? text : null;
    }
}
