namespace ImageGate.Core.Registries;

/// <summary>Hosts of token services that may be shown a registry's credentials beside those in the registry's own hands. Compared by value.</summary>
public sealed class TokenRealmHosts : IEquatable<TokenRealmHosts>
{
    private readonly string[] _hosts;

    /// <summary>Makes the list.</summary>
    /// <param name="hosts">Hosts, canonical: lower case, with their port unless that is 443.</param>
    public TokenRealmHosts(IEnumerable<string> hosts) => _hosts = [.. hosts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>No others.</summary>
    public static TokenRealmHosts None { get; } = new([]);

    /// <summary>Whether a token service there is named.</summary>
    public bool Contains(Uri realm)
    {
        ArgumentNullException.ThrowIfNull(realm);
        string host = (realm.Port == 443 ? realm.IdnHost : $"{realm.IdnHost}:{realm.Port}").ToLowerInvariant();
        return Array.IndexOf(_hosts, host) >= 0;
    }

    /// <inheritdoc/>
    public bool Equals(TokenRealmHosts? other) => other is not null && _hosts.AsSpan().SequenceEqual(other._hosts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TokenRealmHosts);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The hosts.</summary>
    public override string ToString() => string.Join(' ', _hosts);
}
