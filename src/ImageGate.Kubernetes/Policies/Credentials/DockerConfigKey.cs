using System.Diagnostics.CodeAnalysis;
using ImageGate.Kubernetes.Policies.Documents;

namespace ImageGate.Kubernetes.Policies.Credentials;

/// <summary>
/// A key of <c>auths</c>: <c>host</c>, <c>host/path</c>, or either with a scheme and Docker's API version in front of the
/// path (<c>https://index.docker.io/v1/</c>).
/// </summary>
/// <remarks>Source: Kubernetes, pkg/credentialprovider/keyring.go, <c>BasicDockerKeyring.Add</c>.</remarks>
internal static class DockerConfigKey
{
    private static readonly string[] Schemes = ["https://", "http://"];
    private static readonly string[] ApiVersions = ["v1", "v2"];

    /// <summary>Reads a key into the canonical host and the first segments of the repositories; a key that names no host cannot be for us.</summary>
    public static bool TryParse(string key, [NotNullWhen(true)] out string? host, [NotNullWhen(true)] out string? path)
    {
        path = null;
        string scheme = Array.Find(Schemes, scheme => key.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) ?? "";
        string[] segments = key[scheme.Length..].Split('/');
        bool hasVersion = segments.Length > 2 && ApiVersions.Contains(segments[1]);

        // The host apart from the path: `acme/app` is an image of Docker Hub, but as a key it names no host.
        if (RegistryName.TryParseHost(segments[0], out host)
            && RegistryName.TryParse(string.Join('/', [host, .. segments[(hasVersion ? 2 : 1)..]]).TrimEnd('/'), out RegistryName? name))
        {
            path = name.Path;
        }

        return path is not null;
    }
}
