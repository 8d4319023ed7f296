namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>Where a node stands.</summary>
/// <param name="File">The file.</param>
/// <param name="Parent">The mapping or list around it, or null: it is a document.</param>
/// <param name="Segment">What it is called in the path; never empty below the root.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
internal sealed record YamlPlace(string File, YamlNode? Parent, string Segment, int Line, int Column);
