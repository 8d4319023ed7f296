using System.Diagnostics;
using ImageGate.Kubernetes.Policies;
using ImageGate.Kubernetes.Policies.Documents;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>
/// Reads a kubeconfig. What would weaken the connection or run a program (<c>insecure-skip-tls-verify</c>, exec plugins,
/// auth providers, passwords) is refused; fields that say nothing about the connection are ignored.
/// </summary>
/// <remarks>Source: Kubernetes, "kubeconfig (v1)".</remarks>
public static class Kubeconfig
{
    private const string DefaultNamespace = "default";

    /// <summary>Reads one context of one file, at most 1 MiB. Files that it names are looked for beside it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="context">The context, or null: <c>current-context</c>.</param>
    public static ApiConfigurationLoad Load(string path, string? context)
    {
        ArgumentNullException.ThrowIfNull(path);
        var errors = new LoadErrors();
        ApiConfiguration? configuration = Document(path, errors) is { } root ? Read(new KubeconfigFields(root, errors), path, context) : null;
        return configuration is not null && errors.IsEmpty
            ? new ApiConfigurationLoad.Loaded(configuration)
            : new ApiConfigurationLoad.Rejected([.. errors.Sorted([path]).Select(error => error.ToString())]);
    }

    private static YamlMapping? Document(string path, LoadErrors errors)
    {
        string? text = null;
        string? problem = BoundedFile.Read(path, ApiLimits.MaxKubeconfigBytes) switch
        {
            ReferencedFile.Unreadable unreadable => unreadable.Reason,
            ReferencedFile.Found found => (text = YamlText.Decode(found.Content.Span)) is null ? "it is not UTF-8 text" : null,
            _ => throw new UnreachableException(),
        };
        if (text is not null && YamlText.Check(path, text, errors))
        {
            IReadOnlyList<YamlNode> documents = YamlDocuments.Read(path, text, errors);
            if (documents is [YamlMapping only])
            {
                return only;
            }

            problem = errors.IsEmpty ? "it is no kubeconfig: it must hold one mapping" : null;
        }

        if (problem is not null)
        {
            errors.Add(new LoadError(path, 0, 0, "", "the kubeconfig cannot be used: " + problem));
        }

        return null;
    }

    private static ApiConfiguration? Read(KubeconfigFields root, string path, string? context)
    {
        if ((context ?? root.Text("current-context")) is not { } name)
        {
            root.Error("there is no current-context: set one, or name one");
            return null;
        }

        if (root.Entry("contexts", name, "context") is not { } chosen
            || chosen.Required("cluster") is not { } clusterName || chosen.Required("user") is not { } userName)
        {
            return null;
        }

        string home = chosen.Text("namespace") ?? DefaultNamespace;
        if (!ObjectName.IsName(home))
        {
            chosen.Error("namespace is not a valid name");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        KubeconfigCluster? cluster = root.Entry("clusters", clusterName, "cluster") is { } fields ? KubeconfigCluster.Read(fields, folder) : null;
        ApiCredential? credential = root.Entry("users", userName, "user") is { } user ? KubeconfigUser.Read(user, folder) : null;
        return cluster is not null && credential is not null
            ? new ApiConfiguration(cluster.Server, cluster.TlsServerName, cluster.Authority, credential, home)
            : null;
    }
}
