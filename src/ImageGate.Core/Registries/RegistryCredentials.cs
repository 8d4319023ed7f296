namespace ImageGate.Core.Registries;

/// <summary>
/// The credentials of one host: those that are written down, of which the one with the longest path that fits a repository is used,
/// or a login that is made of the pod's own identity in a cloud. Compared by value.
/// </summary>
public sealed class RegistryCredentials : IEquatable<RegistryCredentials>
{
    private readonly RegistryCredential[] _all;

    /// <summary>Makes the list.</summary>
    public RegistryCredentials(IEnumerable<RegistryCredential> all) =>
        _all = [.. all.OrderByDescending(credential => credential.Path.Length).ThenBy(credential => credential.Path, StringComparer.Ordinal)];

    private RegistryCredentials(CloudRegistry cloud)
        : this([]) => Cloud = cloud;

    /// <summary>No credentials.</summary>
    public static RegistryCredentials Anonymous { get; } = new([]);

    /// <summary>Where the pod's own identity signs in, or null: nowhere. With it there are no others.</summary>
    public CloudRegistry? Cloud { get; }

    /// <summary>All, the longest path first.</summary>
    internal IReadOnlyList<RegistryCredential> All => _all;

    /// <summary>The pod's own identity.</summary>
    /// <param name="cloud">Whose registry the host is.</param>
    public static RegistryCredentials OfCloud(CloudRegistry cloud)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        return new RegistryCredentials(cloud);
    }

    /// <summary>The credential for a repository that is written down, or null.</summary>
    public RegistryCredential? For(string repository) => Array.Find(_all, credential => credential.IsFor(repository));

    /// <inheritdoc/>
    public bool Equals(RegistryCredentials? other) => other is not null && Cloud == other.Cloud && _all.AsSpan().SequenceEqual(other._all);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RegistryCredentials);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Cloud);
        foreach (RegistryCredential credential in _all)
        {
            hash.Add(credential);
        }

        return hash.ToHashCode();
    }

    /// <summary>Never the secrets.</summary>
    public override string ToString() => Cloud is null ? $"{_all.Length} credentials" : $"the pod's own identity at {Cloud}";
}
