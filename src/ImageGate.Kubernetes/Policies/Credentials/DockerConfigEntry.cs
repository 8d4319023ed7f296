using System.Text;
using System.Text.Json;
using ImageGate.Core.Registries;

namespace ImageGate.Kubernetes.Policies.Credentials;

/// <summary>A value of <c>auths</c>. What is wrong is said without anything of what is written there.</summary>
internal static class DockerConfigEntry
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a credential, or why there is none, to follow on "the entry …".</summary>
    public static (RegistryCredential? Credential, string? Error) Read(JsonElement entry, string path)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            return (null, "is no JSON object");
        }

        if (!TryGet(entry, "auth", out string? auth) || !TryGet(entry, "username", out string? username) || !TryGet(entry, "password", out string? password)
            || !TryGet(entry, "identitytoken", out string? identityToken) || !TryGet(entry, "registrytoken", out string? registryToken))
        {
            return (null, "has a field that is no text");
        }

        return registryToken is not null ? (null, "has a `registrytoken`, which is not supported: use a user name and password, or an `identitytoken`")
            : auth is null ? Make(path, username, password, identityToken)
            : !TryDecode(auth, out string? user, out string? secret) ? (null, "has an `auth` that is not base64 of USER:PASSWORD")
            : (username is not null && username != user) || (password is not null && password != secret)
                ? (null, "has an `auth` that differs from `username` and `password`: remove one of them")
            : Make(path, user, secret, identityToken);
    }

    private static (RegistryCredential? Credential, string? Error) Make(string path, string? username, string? password, string? identityToken) =>
        identityToken is not null ? (new RegistryCredential(path, username ?? "", "", identityToken), null)
        : string.IsNullOrEmpty(username) || string.IsNullOrEmpty(password) ? (null, "has no user name, or no password: write `auth`, `username` and `password`, or `identitytoken`")
        : (new RegistryCredential(path, username, password, null), null);

    private static bool TryGet(JsonElement entry, string name, out string? text)
    {
        text = null;
        if (!entry.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        text = value.GetString() is { Length: > 0 } written ? written : null;
        return true;
    }

    private static bool TryDecode(string auth, out string? username, out string? password)
    {
        (username, password) = (null, null);
        byte[] bytes = new byte[auth.Length];                          // bounded by the file
        if (!Convert.TryFromBase64String(auth, bytes, out int count))
        {
            return false;
        }

        try
        {
            string text = Strict.GetString(bytes, 0, count);
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            (username, password) = colon < 0 ? (null, null) : (text[..colon], text[(colon + 1)..].Trim('\0'));
            return colon >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
