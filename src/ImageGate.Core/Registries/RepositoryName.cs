using System.Diagnostics.CodeAnalysis;
using ImageGate.Core.Images;

namespace ImageGate.Core.Registries;

/// <summary>A repository in its canonical spelling.</summary>
public sealed record RepositoryName
{
    private RepositoryName(string registry, string repository)
    {
        Registry = registry;
        Repository = repository;
    }

    /// <summary>The registry's host, with its port unless that is 443.</summary>
    public string Registry { get; }

    /// <summary>The path in the registry.</summary>
    public string Repository { get; }

    /// <summary>The repository of an image.</summary>
    public static RepositoryName Of(ImageReference image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new RepositoryName(image.Registry, image.Repository);
    }

    /// <summary>Reads <c>[HOST/]PATH</c> without tag and digest, canonicalised as an image's name.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RepositoryName? name)
    {
        name = ImageReference.TryParse(text, out ImageReference? reference, out _) && reference is { Tag: null, Digest: null } ? Of(reference) : null;
        return name is not null;
    }

    /// <summary><c>registry/repository</c>.</summary>
    public override string ToString() => Registry + "/" + Repository;
}
