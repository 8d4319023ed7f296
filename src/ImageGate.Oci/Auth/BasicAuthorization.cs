using System.Net.Http.Headers;
using System.Text;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Auth;

/// <summary>User and password as a header. Source: RFC 7617.</summary>
internal static class BasicAuthorization
{
    /// <summary>The header, or null when the credential has no password: an identity token is no password.</summary>
    public static AuthenticationHeaderValue? Of(RegistryCredential credential) => credential.Password.Length == 0
        ? null
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}")));
}
