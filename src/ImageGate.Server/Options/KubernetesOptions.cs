using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>The API server as one that is asked. Section <c>Kubernetes</c>.</summary>
public sealed class KubernetesOptions
{
    /// <summary>Whether it is asked at all. Without a kubeconfig it is found as in any Pod.</summary>
    public bool Enabled { get; set; }

    /// <summary>A kubeconfig, to run outside of a cluster; its current context counts.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>ImageGate's own namespace; null: that of the Pod, or of the kubeconfig's context.</summary>
    public string? Namespace { get; set; }

    /// <summary>Whether registries are asked with the pull secrets of Pods.</summary>
    public bool PullSecrets { get; set; }

    /// <summary>Whether the labels of all namespaces are followed, for policies that select by them.</summary>
    public bool NamespaceLabels { get; set; }

    /// <summary>Whether Events say what was refused, and what would be.</summary>
    public bool Events { get; set; }

    /// <summary>Whether a replica that starts asks about the images that run already.</summary>
    public bool WarmUp { get; set; }
}

/// <summary>What is wrong with the section.</summary>
internal sealed class KubernetesOptionsValidator : IValidateOptions<KubernetesOptions>
{
    public ValidateOptionsResult Validate(string? name, KubernetesOptions options)
    {
        bool isNamed = !string.IsNullOrEmpty(options.Kubeconfig) || !string.IsNullOrEmpty(options.Namespace);
        return !options.Enabled && (isNamed || options.PullSecrets || options.NamespaceLabels || options.Events || options.WarmUp)
            ? ValidateOptionsResult.Fail("Kubernetes:Kubeconfig, Namespace, PullSecrets, NamespaceLabels, Events and WarmUp need Kubernetes:Enabled.")
            : ValidateOptionsResult.Success;
    }
}
