using System.Text.RegularExpressions;

namespace ImageGate.Sigstore.Keys.Kms;

/// <summary><c>azurekms://VAULT_HOST/KEY[/VERSION]</c>.</summary>
internal static partial class AzureKeyUri
{
    private const string Form = "`azurekms://VAULT.vault.azure.net/KEY`, and `/VERSION` for one version";

    public static (KmsKey? Key, string? Error) Read(string rest)
    {
        string[] parts = rest.Split('/');
        if (parts.Length is not (2 or 3))
        {
            return (null, $"is no key of Azure Key Vault: write {Form}");
        }

        string? bad = !Host().IsMatch(parts[0]) ? $"`{parts[0]}` is no host of a vault: write {Form}"
            : !Name().IsMatch(parts[1]) ? $"`{parts[1]}` is no key"
            : parts.Length == 3 && !Version().IsMatch(parts[2]) ? $"`{parts[2]}` is no version"
            : null;
        return bad is not null ? (null, bad) : (new KmsKey.Azure(parts[0].ToLowerInvariant(), parts[1], parts.Length == 3 ? parts[2] : null), null);
    }

    // With a dot: cosign takes what stands here for a host, so the name of a vault alone would never be found.
    [GeneratedRegex(@"\A[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,62})(?:\.[a-zA-Z0-9][-a-zA-Z0-9]{0,62}){1,8}\z")]
    private static partial Regex Host();

    [GeneratedRegex(@"\A[a-zA-Z0-9-]{1,127}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-z0-9]{1,64}\z")]
    private static partial Regex Version();
}
