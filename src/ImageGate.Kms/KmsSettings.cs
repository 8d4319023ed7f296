using ImageGate.Kms.Aws;
using ImageGate.Kms.Azure;
using ImageGate.Kms.Google;
using ImageGate.Kms.Vault;

namespace ImageGate.Kms;

/// <summary>Where the services are.</summary>
/// <param name="UserAgent">How ImageGate calls itself.</param>
/// <param name="Google">Google Cloud KMS.</param>
/// <param name="Aws">AWS KMS.</param>
/// <param name="Azure">Azure Key Vault.</param>
/// <param name="Vault">Vault, or null: its address is not known.</param>
public sealed record KmsSettings(string UserAgent, GoogleSettings Google, AwsSettings Aws, AzureSettings Azure, VaultSettings? Vault)
{
    /// <summary>
    /// Whether a key may be taken from there: <c>https://HOST</c> without a path, or <c>http://</c> on this machine. Whoever could change what
    /// comes could sign any image.
    /// </summary>
    public static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.PathAndQuery == "/" && address.UserInfo.Length == 0 && address.Fragment.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
