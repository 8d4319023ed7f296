namespace ImageGate.Core.Registries;

/// <summary>The credentials of one host; the one with the longest path that fits a repository is used. Compared by value.</summary>
public sealed class RegistryCredentials : IEquatable<RegistryCredentials>
{
    private readonly RegistryCredential[] _all;

    /// <summary>Makes the list.</summary>
    public RegistryCredentials(IEnumerable<RegistryCredential> all) =>
        _all = [.. all.OrderByDescending(credential => credential.Path.Length).ThenBy(credential => credential.Path, StringComparer.Ordinal)];

    /// <summary>No credentials.</summary>
    public static RegistryCredentials Anonymous { get; } = new([]);

    /// <summary>All, the longest path first.</summary>
    internal IReadOnlyList<RegistryCredential> All => _all;

    /// <summary>The credential for a repository, or null: ask as nobody.</summary>
    public RegistryCredential? For(string repository) => Array.Find(_all, credential => credential.IsFor(repository));

    /// <inheritdoc/>
    public bool Equals(RegistryCredentials? other) => other is not null && _all.AsSpan().SequenceEqual(other._all);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RegistryCredentials);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (RegistryCredential credential in _all)
        {
            hash.Add(credential);
        }

        return hash.ToHashCode();
    }

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"{_all.Length} credentials";
}
