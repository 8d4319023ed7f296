using ImageGate.Core.Registries;

namespace ImageGate.Core;

/// <summary>Where the images of a request would run.</summary>
/// <param name="Namespace">The namespace's name.</param>
/// <param name="Pull">The credentials that images are pulled with there.</param>
public sealed record Placement(string Namespace, PullCredentials Pull)
{
    /// <summary>The namespace's labels.</summary>
    public NamespaceLabels Labels { get; init; } = NamespaceLabels.NotAsked;

    /// <summary>A namespace of which nothing but the name is known.</summary>
    public static Placement In(string namespaceName) => new(namespaceName, PullCredentials.None);
}
