namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>Fields with values, in the order of the text; names are unique.</summary>
internal sealed class YamlMapping(YamlPlace place) : YamlNode(place)
{
    private readonly List<YamlField> _fields = [];
    private readonly Dictionary<string, YamlField> _byName = new(StringComparer.Ordinal);

    /// <summary>All fields.</summary>
    public IReadOnlyList<YamlField> Fields => _fields;

    /// <inheritdoc/>
    public override string Description => "a mapping";

    /// <summary>The field of that name, or null.</summary>
    public YamlField? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>For the one who builds the tree.</summary>
    public void Add(YamlField field)
    {
        _byName.Add(field.Key.Text, field);
        _fields.Add(field);
    }
}
