namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>A list.</summary>
internal sealed class YamlSequence(YamlPlace place) : YamlNode(place)
{
    private readonly List<YamlNode> _items = [];

    /// <summary>The items.</summary>
    public IReadOnlyList<YamlNode> Items => _items;

    /// <inheritdoc/>
    public override string Description => "a list";

    /// <summary>For the one who builds the tree.</summary>
    public void Add(YamlNode item) => _items.Add(item);
}
