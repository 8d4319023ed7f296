namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>Stands for something that was refused and reported already: whoever meets it reports nothing more.</summary>
internal sealed class YamlUnreadable(YamlPlace place) : YamlNode(place)
{
    /// <inheritdoc/>
    public override string Description => "unreadable";
}
