using System.Diagnostics.CodeAnalysis;
using ImageGate.Core.Registries;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>A registry's host and the first segments of repositories in it, canonicalised as an image's name is.</summary>
/// <param name="Host">The host, with its port unless that is 443.</param>
/// <param name="Path">The segments; empty for the whole host.</param>
internal sealed record RegistryName(string Host, string Path)
{
    // Two more segments make a repository of any prefix, so that Docker Hub's implied `library/` never gets into it.
    private const string Below = "/x/y";

    /// <summary>Reads <c>[HOST/]PATH</c> or <c>HOST</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RegistryName? name)
    {
        name = RepositoryName.TryParse(text + Below, out RepositoryName? below)
            ? new RegistryName(below.Registry, below.Repository == Below[1..] ? "" : below.Repository[..^Below.Length])
            : null;
        return name is not null;
    }

    /// <summary>Reads a host; a single word that no runtime takes for a host is none.</summary>
    public static bool TryParseHost(string text, [NotNullWhen(true)] out string? host)
    {
        host = TryParse(text, out RegistryName? name) && name.Path.Length == 0 ? name.Host : null;
        return host is not null;
    }

    /// <summary>The host, and the path behind it.</summary>
    public override string ToString() => Path.Length == 0 ? Host : $"{Host}/{Path}";
}
