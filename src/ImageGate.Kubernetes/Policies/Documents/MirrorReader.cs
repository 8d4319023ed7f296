using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>mirrors</c> of a <c>RegistryAccess</c>.</summary>
internal sealed class MirrorReader(NodeReader reader)
{
    private const string Below = "/**";

    private static readonly Shape MirrorShape = new("images", "at");

    /// <summary>Reads the mirrors of one host.</summary>
    /// <param name="node">The list.</param>
    /// <param name="host">The document's host, or null: it has none, which was reported.</param>
    public IReadOnlyList<RegistryMirror> Read(YamlNode node, string? host)
    {
        var mirrors = new List<RegistryMirror>();
        foreach (YamlNode item in reader.Items(node, null) ?? [])
        {
            if (reader.Mapping(item, MirrorShape) is not { } fields)
            {
                continue;
            }

            YamlNode? imagesNode = fields.Require("images", "write which images are mirrored: `ghcr.io/acme/**`");
            RegistryName? images = imagesNode is null ? null : ReadPrefix(imagesNode);
            RegistryName? at = fields.Require("at", "write where they are looked up: `harbor.acme.io/ghcr/acme/**`") is { } atNode ? ReadPrefix(atNode) : null;
            if (imagesNode is null || images is null || at is null)
            {
                continue;
            }

            string? problem = host is not null && images.Host != host ? $"is not of this document's host: write images of {Wording.Quote(host)}, and a RegistryAccess of its own for {Wording.Quote(images.Host)}"
                : images == at ? "is mirrored at itself"
                : mirrors.Exists(other => other.Origin == images.ToString()) ? "has a mirror already: remove one"
                : null;
            if (problem is not null)
            {
                reader.Errors.Add(imagesNode, problem);
            }
            else
            {
                mirrors.Add(new RegistryMirror(images.ToString(), at.ToString()));
            }
        }

        return mirrors;
    }

    private RegistryName? ReadPrefix(YamlNode node)
    {
        if (reader.Text(node, Core.Limits.MaxPatternCharacters) is not { } text)
        {
            return null;
        }

        RegistryName? name = null;
        if (!text.EndsWith(Below, StringComparison.Ordinal) || !RegistryName.TryParse(text[..^Below.Length], out name))
        {
            reader.Errors.Add(node, "is not valid here: write a host, whole path segments and `/**` at the end, without other wildcards");
        }

        return name;
    }
}
