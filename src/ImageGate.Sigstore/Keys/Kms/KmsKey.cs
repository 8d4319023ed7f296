using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Sigstore.Keys.Kms;

/// <summary>
/// A key in a key management service, named by a URI as cosign's <c>--key</c> takes it. Every part has characters only that stand
/// for themselves in a URL.
/// </summary>
/// <remarks>Source: sigstore/sigstore, pkg/signature/kms: the reference formats of aws, azure, gcp and hashivault.</remarks>
public abstract record KmsKey
{
    private const string Schemes = "`gcpkms://`, `awskms://`, `azurekms://` or `hashivault://`";

    private KmsKey()
    {
    }

    /// <summary>Reads a URI.</summary>
    /// <param name="uri">The URI, at most <see cref="Limits.MaxKmsUriCharacters"/> characters.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="error">Why there is none, for people: no scheme that is known, or the form that the scheme has.</param>
    public static bool TryParse(string uri, [NotNullWhen(true)] out KmsKey? key, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(uri);
        int end = uri.IndexOf("://", StringComparison.Ordinal);
        string rest = end < 0 ? "" : uri[(end + "://".Length)..];
        (key, error) = uri.Length > Limits.MaxKmsUriCharacters ? (null, $"is over {Limits.MaxKmsUriCharacters} characters") : (end < 0 ? "" : uri[..end]) switch
        {
            "gcpkms" => GoogleKeyUri.Read(rest),
            "awskms" => AwsKeyUri.Read(rest),
            "azurekms" => AzureKeyUri.Read(rest),
            "hashivault" => VaultKeyUri.Read(rest),
            _ => (null, $"is no key of a KMS: it begins with {Schemes}"),
        };
        return key is not null;
    }

    /// <summary>Google Cloud KMS.</summary>
    /// <param name="CryptoKey"><c>projects/P/locations/L/keyRings/R/cryptoKeys/K</c>.</param>
    /// <param name="Version">The number of the version, or null: the newest that is enabled.</param>
    public sealed record Google(string CryptoKey, string? Version) : KmsKey
    {
        /// <inheritdoc/>
        public override string ToString() => $"gcpkms://{CryptoKey}{(Version is null ? "" : $"/cryptoKeyVersions/{Version}")}";
    }

    /// <summary>AWS KMS.</summary>
    /// <param name="Endpoint">Host and port of the service, in lower case, or null: the one of the region.</param>
    /// <param name="Region">The region of an ARN, or null: the ID is none.</param>
    /// <param name="Id">A key ID, <c>alias/NAME</c>, or an ARN of either.</param>
    public sealed record Aws(string? Endpoint, string? Region, string Id) : KmsKey
    {
        /// <inheritdoc/>
        public override string ToString() => $"awskms://{Endpoint}/{Id}";
    }

    /// <summary>Azure Key Vault, or a managed HSM.</summary>
    /// <param name="VaultHost">The vault's host, in lower case.</param>
    /// <param name="Name">The key.</param>
    /// <param name="Version">The version, or null: the newest.</param>
    public sealed record Azure(string VaultHost, string Name, string? Version) : KmsKey
    {
        /// <inheritdoc/>
        public override string ToString() => $"azurekms://{VaultHost}/{Name}{(Version is null ? "" : $"/{Version}")}";
    }

    /// <summary>The Transit engine of HashiCorp Vault or OpenBao, whose address is a setting.</summary>
    /// <param name="Name">The key; its newest version is meant.</param>
    public sealed record Vault(string Name) : KmsKey
    {
        /// <inheritdoc/>
        public override string ToString() => $"hashivault://{Name}";
    }
}
