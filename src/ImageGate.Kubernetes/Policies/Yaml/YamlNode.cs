namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>A piece of a YAML document and where it stands.</summary>
internal abstract class YamlNode
{
    private readonly YamlNode? _parent;
    private readonly string _segment;

    private protected YamlNode(YamlPlace place)
    {
        _parent = place.Parent;
        _segment = place.Segment;
        File = place.File;
        Line = place.Line;
        Column = place.Column;
    }

    /// <summary>The file it stands in.</summary>
    public string File { get; }

    /// <summary>Counted from 1.</summary>
    public int Line { get; }

    /// <summary>Counted from 1.</summary>
    public int Column { get; }

    /// <summary>The way from the document's root: <c>spec.require.signers[0].key</c>. Made when asked for, because most never is.</summary>
    public string Path => _parent is null ? "" : Join(_parent.Path, _segment);

    /// <summary>For people: what it is.</summary>
    public abstract string Description { get; }

    /// <summary>The path that a field of this mapping has or would have.</summary>
    public string PathOf(string field) => Join(Path, field);

    private static string Join(string path, string segment) =>
        path.Length == 0 || segment[0] == '[' ? path + segment : $"{path}.{segment}";
}
