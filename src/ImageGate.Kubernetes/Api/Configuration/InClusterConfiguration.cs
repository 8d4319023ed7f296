using System.Globalization;
using System.Text;
using ImageGate.Kubernetes.Policies;
using ImageGate.Kubernetes.Policies.Documents;

namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>Finds the API server as a Pod does: by two environment variables and the service account's mounted folder.</summary>
/// <remarks>Source: Kubernetes, "Accessing the Kubernetes API from a Pod"; client-go, rest/config.go, InClusterConfig.</remarks>
public static class InClusterConfiguration
{
    /// <summary>Where the kubelet mounts the service account.</summary>
    public const string DefaultFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    private const string HostVariable = "KUBERNETES_SERVICE_HOST";
    private const string PortVariable = "KUBERNETES_SERVICE_PORT";

    /// <summary>Whether this process runs in a Pod, as far as its environment tells.</summary>
    /// <param name="environment">Reads an environment variable; null when it is not set.</param>
    public static bool IsInCluster(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return !string.IsNullOrEmpty(environment(HostVariable));
    }

    /// <summary>Reads environment and folder; the token and the CA must be there and be read again later.</summary>
    /// <param name="environment">Reads an environment variable; null when it is not set.</param>
    /// <param name="folder">The service account's folder: <see cref="DefaultFolder"/> but in tests.</param>
    public static ApiConfigurationLoad Load(Func<string, string?> environment, string folder)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(folder);
        var errors = new List<string>();
        Uri? server = Server(environment(HostVariable), environment(PortVariable), errors);
        string token = Path.GetFullPath(Path.Combine(folder, "token"));
        string authority = Path.GetFullPath(Path.Combine(folder, "ca.crt"));
        Add(errors, ServiceAccountToken.Read(token).Problem);
        Add(errors, AuthorityCertificates.Read(new ApiAuthority.File(authority)).Problem);
        string? home = Namespace(Path.Combine(folder, "namespace"), errors);
        return server is not null && home is not null && errors.Count == 0
            ? new ApiConfigurationLoad.Loaded(new ApiConfiguration(server, null, new ApiAuthority.File(authority), new ApiCredential.TokenFile(token), home))
            : new ApiConfigurationLoad.Rejected(errors);
    }

    private static Uri? Server(string? host, string? port, List<string> errors)
    {
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            errors.Add($"{HostVariable} and {PortVariable} are not both set: this does not run in a Pod, name a kubeconfig instead");
            return null;
        }

        // An IPv6 address comes without brackets.
        string authority = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        bool isPort = ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        Uri? server = isPort ? ServerUrl.Parse($"https://{authority}:{port}") : null;
        if (server is null)
        {
            errors.Add($"{HostVariable} and {PortVariable} are no host and port");
        }

        return server;
    }

    private static string? Namespace(string path, List<string> errors)
    {
        switch (BoundedFile.Read(path, PolicyLimits.MaxNameCharacters))
        {
            case ReferencedFile.Found found when ObjectName.IsName(Encoding.UTF8.GetString(found.Content.Span).Trim()):
                return Encoding.UTF8.GetString(found.Content.Span).Trim();
            case ReferencedFile.Unreadable unreadable:
                errors.Add($"{path} cannot be used: {unreadable.Reason}");
                return null;
            default:
                errors.Add($"{path} cannot be used: it holds no name of a namespace");
                return null;
        }
    }

    private static void Add(List<string> errors, string? problem)
    {
        if (problem is not null)
        {
            errors.Add(problem);
        }
    }
}
