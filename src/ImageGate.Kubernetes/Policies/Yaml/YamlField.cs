namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>A name and its value.</summary>
/// <param name="Key">The name; its path is that of the value.</param>
/// <param name="Value">The value.</param>
internal sealed record YamlField(YamlScalar Key, YamlNode Value);
