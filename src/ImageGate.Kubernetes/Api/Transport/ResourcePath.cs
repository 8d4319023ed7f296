using System.Globalization;
using System.Text;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Policies.Documents;

namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>Writes paths. Source: Kubernetes API concepts, "Resource URIs".</summary>
internal static class ResourcePath
{
    /// <summary>What is wrong with the names, or null. A name such as <c>..</c> would lead to another object, and names come from Pods.</summary>
    public static string? Problem(string? namespaceName, string? name) =>
        namespaceName is not null && !ObjectName.IsName(namespaceName) ? "not the name of a namespace"
        : name is not null && !ObjectName.IsName(name) ? "not the name of an object"
        : null;

    /// <summary>The path of one object, or of all when there is no name.</summary>
    public static string Of<T>(ApiResource<T> resource, string? namespaceName, string? name)
        where T : class, IApiObject
    {
        StringBuilder path = new StringBuilder(resource.Group.Length == 0 ? "api/" : "apis/").Append(resource.ApiVersion);
        if (namespaceName is not null)
        {
            path.Append("/namespaces/").Append(namespaceName);
        }

        path.Append('/').Append(resource.Plural);
        return name is null ? path.ToString() : path.Append('/').Append(name).ToString();
    }

    /// <summary>The path of a page of a list.</summary>
    public static string OfPage<T>(ApiResource<T> resource, ApiSelection selection, string? continueToken)
        where T : class, IApiObject =>
        Of(resource, selection.Namespace, null)
        + string.Create(CultureInfo.InvariantCulture, $"?limit={ApiLimits.PageSize}")
        + (string.IsNullOrEmpty(continueToken) ? "" : "&continue=" + Uri.EscapeDataString(continueToken))
        + Selectors(selection);

    /// <summary>The path of a watch.</summary>
    public static string OfWatch<T>(ApiResource<T> resource, ApiSelection selection, string resourceVersion, TimeSpan time)
        where T : class, IApiObject =>
        Of(resource, selection.Namespace, null)
        + string.Create(CultureInfo.InvariantCulture, $"?watch=true&allowWatchBookmarks=true&timeoutSeconds={(int)time.TotalSeconds}")
        + "&resourceVersion=" + Uri.EscapeDataString(resourceVersion)
        + Selectors(selection);

    private static string Selectors(ApiSelection selection) =>
        (selection.Name is null ? "" : "&fieldSelector=" + Uri.EscapeDataString("metadata.name=" + selection.Name))
        + (selection.LabelSelector is null ? "" : "&labelSelector=" + Uri.EscapeDataString(selection.LabelSelector));
}
