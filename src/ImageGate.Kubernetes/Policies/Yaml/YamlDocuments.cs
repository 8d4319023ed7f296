using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>
/// Builds located trees from the parser's events. What YAML offers beyond mappings, lists and values is refused: anchors and
/// aliases (a small text can mean a huge tree), tags, fields given twice, names that are no plain text.
/// </summary>
internal sealed class YamlDocuments
{
    private readonly string _file;
    private readonly Parser _parser;
    private readonly LoadErrors _errors;
    private int _nodes;

    private YamlDocuments(string file, string text, LoadErrors errors)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
        _errors = errors;
    }

    /// <summary>The documents of a file that are not empty; up to the first syntax error, when there is one.</summary>
    public static IReadOnlyList<YamlNode> Read(string file, string text, LoadErrors errors)
    {
        var documents = new List<YamlNode>();
        var reader = new YamlDocuments(file, text, errors);
        try
        {
            reader.ReadAll(documents);
        }
        catch (YamlException broken)
        {
            reader.Report(broken.Start, "not valid YAML: " + OneLine(broken.Message));
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            // The parser's own way for a `[` that is not closed, an escape beyond Unicode, a tag without a name.
            reader.Report(reader._parser.Current?.End ?? Mark.Empty, "not valid YAML behind this place: a `[` or `{` is not closed, or an escape or a tag is wrong");
        }

        return documents;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");

    private void ReadAll(List<YamlNode> documents)
    {
        while (_parser.MoveNext())
        {
            if (_parser.Current is DocumentStart)
            {
                Next();
                if (ReadNode(null, "", 1) is not YamlScalar { Text: "", Kind: YamlScalarKind.Nothing } and { } document)
                {
                    documents.Add(document);
                }
            }
        }
    }

    /// <summary>Reads the node at the current event and leaves the parser at the node's last event.</summary>
    private YamlNode ReadNode(YamlNode? parent, string segment, int depth)
    {
        ParsingEvent current = _parser.Current!;
        if (++_nodes > PolicyLimits.MaxNodes || depth > PolicyLimits.MaxDepth)
        {
            throw new YamlException(current.Start, current.End, depth > PolicyLimits.MaxDepth
                ? $"more than {PolicyLimits.MaxDepth} mappings and lists inside each other"
                : $"more than {PolicyLimits.MaxNodes} values in one file");
        }

        var place = new YamlPlace(_file, parent, segment, (int)current.Start.Line, (int)current.Start.Column);
        return current switch
        {
            AnchorAlias => Refuse(new YamlUnreadable(place), "aliases (`*name`) are not supported: write the value out"),
            Scalar scalar => Checked(scalar, new YamlScalar(place, scalar.Value, scalar.Style == ScalarStyle.Plain)),
            SequenceStart start => ReadSequence(Checked(start, new YamlSequence(place)), depth),
            MappingStart start => ReadMapping(Checked(start, new YamlMapping(place)), depth),

            // The parser lets a name without a value through, such as a `?` line at the end of a mapping.
            _ => throw new YamlException(current.Start, current.End, "a value is missing"),
        };
    }

    private ParsingEvent Next() =>
        _parser.MoveNext() ? _parser.Current! : throw new YamlException(_parser.Current!.Start, _parser.Current.End, "the text ends too early");

    private YamlSequence ReadSequence(YamlSequence sequence, int depth)
    {
        for (int index = 0; Next() is not SequenceEnd; index++)
        {
            sequence.Add(ReadNode(sequence, $"[{index}]", depth + 1));
        }

        return sequence;
    }

    private YamlMapping ReadMapping(YamlMapping mapping, int depth)
    {
        while (Next() is var start and not MappingEnd)
        {
            string name = (start as Scalar)?.Value ?? "";
            string segment = name.Length is 0 or > PolicyLimits.MaxFieldNameCharacters ? "?" : Segment(name);
            YamlNode key = ReadNode(mapping, segment, depth + 1);
            Next();
            YamlNode value = ReadNode(mapping, segment, depth + 1);
            if (IsUsable(mapping, key))
            {
                mapping.Add(new YamlField((YamlScalar)key, value));
            }
        }

        return mapping;
    }

    private bool IsUsable(YamlMapping mapping, YamlNode key)
    {
        string? problem = key switch
        {
            YamlUnreadable => "",
            not YamlScalar => $"a field's name is {key.Description}: write a text",
            YamlScalar { Text.Length: 0 } => "a field has no name",
            YamlScalar { Text.Length: > PolicyLimits.MaxFieldNameCharacters } => $"a field's name is over {PolicyLimits.MaxFieldNameCharacters} characters",
            YamlScalar scalar when scalar.Text.AsSpan().ContainsAny('\t', '\n', '\r') || scalar.Text.Any(YamlText.IsHidden) => "a field's name has characters that cannot be seen",
            YamlScalar scalar when mapping.Find(scalar.Text) is { } first => $"the field is there twice (first in line {first.Key.Line}): remove one",
            _ => null,
        };
        if (!string.IsNullOrEmpty(problem))
        {
            _errors.Add(key, problem);
        }

        return problem is null;
    }

    private T Checked<T>(NodeEvent start, T node)
        where T : YamlNode
    {
        if (!start.Anchor.IsEmpty)
        {
            Refuse(node, "anchors (`&name`) are not supported: write the value out where it is used");
        }

        return start.Tag.IsEmpty ? node : Refuse(node, "tags (`!name`) are not supported: remove it");
    }

    private T Refuse<T>(T node, string message)
        where T : YamlNode
    {
        _errors.Add(node, message);
        return node;
    }

    private void Report(Mark mark, string message) => _errors.Add(new LoadError(_file, (int)mark.Line, (int)mark.Column, "", message));

    // A dot or a bracket in an annotation's name must not look like a path.
    private static string Segment(string name) => name.AsSpan().ContainsAny('.', '[', ']') || name.Any(char.IsWhiteSpace) ? $"[\"{name}\"]" : name;
}
