using ImageGate.Cloud.Google;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Registries;

/// <summary>Google's access tokens as passwords.</summary>
/// <remarks>Source: Google, "Configure authentication to Artifact Registry for Docker", access token.</remarks>
internal sealed class GoogleLogins(GoogleIdentity identity, TimeProvider time)
{
    private const string Username = "oauth2accesstoken";

    // Google's library does not say when a token ends. It gives none out that has less than this.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(165);

    // Registries want a scope of the whole platform; this one cannot change anything.
    private readonly GoogleTokens _tokens = new(identity, "https://www.googleapis.com/auth/cloud-platform.read-only");

    /// <summary>Asks for a login.</summary>
    public async Task<FreshLogin> AskAsync(CancellationToken cancellationToken) => await _tokens.GetAsync(cancellationToken) switch
    {
        CloudToken.Given { Token: var token } when FreshLogin.IsSecret(token) => new FreshLogin.Given(new RegistryLogin.Password(Username, token), time.GetUtcNow() + Lifetime),
        CloudToken.None none => new FreshLogin.None(none.Why),
        _ => new FreshLogin.None(new CloudProblem(CloudFault.BadAnswer, "Google's access token is none that can be sent")),
    };
}
