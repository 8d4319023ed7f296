using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ImageGate.Core.Registries;

namespace ImageGate.Kubernetes.Policies.Credentials;

/// <summary>
/// Finds one host's credentials in a docker config (<c>~/.docker/config.json</c>, a Secret of type
/// <c>kubernetes.io/dockerconfigjson</c>). Hosts are compared parsed, never as text. No message holds anything of an entry
/// but its host.
/// </summary>
/// <remarks>Source: docker/cli, cli/config/configfile/file.go and types/authconfig.go; Kubernetes, pkg/credentialprovider/keyring.go (keys with paths).</remarks>
internal static class DockerConfigReader
{
    // Strict, because two readers that see two different entries would send a password to the wrong place.
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = PolicyLimits.MaxDockerConfigDepth,
    };

    /// <summary>Reads the credentials for a host.</summary>
    /// <param name="json">The file.</param>
    /// <param name="host">The canonical host.</param>
    /// <param name="credentials">At least one, or null.</param>
    /// <param name="error">Why there are none, for people.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> json,
        string host,
        [NotNullWhen(true)] out RegistryCredentials? credentials,
        [NotNullWhen(false)] out string? error)
    {
        credentials = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            var found = new Dictionary<string, RegistryCredential>(StringComparer.Ordinal);
            error = CheckHelpers(document.RootElement) ?? ReadAll(document.RootElement, host, found);
            credentials = error is null ? new RegistryCredentials(found.Values) : null;
        }
        catch (JsonException malformed)
        {
            // The exception's own text may quote the file.
            error = "not valid JSON, or a name is there twice" + (malformed.LineNumber is { } line ? $" (line {line + 1})" : "");
        }
        catch (InvalidOperationException)
        {
            error = "a text in it is not valid Unicode";
        }

        return credentials is not null;
    }

    /// <summary>Reads all credentials of a Secret, in order. What a kubelet would not understand is left out: it is not for us to complain about.</summary>
    /// <param name="json">The text.</param>
    /// <param name="isLegacy">Whether the text is what <c>auths</c> would hold: the form from before there was anything else.</param>
    /// <param name="credentials">What was found; may be empty.</param>
    /// <param name="error">Why there are none, for people.</param>
    public static bool TryReadAll(
        ReadOnlyMemory<byte> json,
        bool isLegacy,
        [NotNullWhen(true)] out IReadOnlyList<PullCredential>? credentials,
        [NotNullWhen(false)] out string? error)
    {
        credentials = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            error = isLegacy && document.RootElement.ValueKind != JsonValueKind.Object ? "it is no JSON object" : null;
            JsonElement auths = document.RootElement;
            error ??= isLegacy ? CheckCount(auths) : FindAuths(document.RootElement, out auths);
            credentials = error is null ? [.. auths.EnumerateObject().Select(Read).OfType<PullCredential>()] : null;
        }
        catch (JsonException)
        {
            error = "it is not valid JSON, or a name is there twice";
        }
        catch (InvalidOperationException)
        {
            error = "a text in it is not valid Unicode";
        }

        return credentials is not null;
    }

    private static PullCredential? Read(JsonProperty entry) =>
        DockerConfigKey.TryParse(entry.Name, out string? host, out string? path) && DockerConfigEntry.Read(entry.Value, path).Credential is { } credential
            ? new PullCredential(host, credential)
            : null;

    private static string? CheckHelpers(JsonElement root) =>
        root.ValueKind != JsonValueKind.Object ? "not a docker config: write {\"auths\": {…}}"
        : IsSet(root, "credsStore") || IsSet(root, "credHelpers")
            ? "`credsStore` and `credHelpers` name programs that are not there to ask: log in with a config that has neither (`docker --config DIR login`), or use `kubectl create secret docker-registry`, so that the credentials are in `auths`"
            : null;

    private static bool IsSet(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement value) && value.ValueKind switch
    {
        JsonValueKind.Null => false,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => true,
    };

    private static string? ReadAll(JsonElement root, string host, Dictionary<string, RegistryCredential> found)
    {
        if (FindAuths(root, out JsonElement auths) is { } problem)
        {
            return problem;
        }

        foreach (JsonProperty entry in auths.EnumerateObject())
        {
            if (DockerConfigKey.TryParse(entry.Name, out string? entryHost, out string? path) && entryHost == host
                && Add(entry.Value, path, found) is { } error)
            {
                return $"the entry of {host}{(path.Length == 0 ? "" : "/" + path)} in `auths` {error}";
            }
        }

        return found.Count == 0 ? $"there is no entry for {host} in `auths`; wildcards in keys are not read" : null;
    }

    private static string? FindAuths(JsonElement root, out JsonElement auths)
    {
        auths = default;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("auths", out auths) && auths.ValueKind == JsonValueKind.Object
            ? CheckCount(auths)
            : "there is no `auths` in it";
    }

    private static string? CheckCount(JsonElement auths) =>
        auths.GetPropertyCount() > PolicyLimits.MaxDockerConfigEntries ? $"there are over {PolicyLimits.MaxDockerConfigEntries} entries in `auths`" : null;

    private static string? Add(JsonElement entry, string path, Dictionary<string, RegistryCredential> found)
    {
        (RegistryCredential? credential, string? error) = DockerConfigEntry.Read(entry, path);
        if (credential is null)
        {
            return error;
        }

        return found.TryAdd(path, credential) || found[path] == credential ? null : "is there twice with different credentials: remove one";
    }
}
