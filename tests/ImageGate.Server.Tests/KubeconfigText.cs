using System.Globalization;
using System.Text;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Server.Tests;

/// <summary>The kubeconfig that leads to an API server on this machine.</summary>
internal static class KubeconfigText
{
    /// <summary>As YAML; our own namespace is <c>imagegate</c>.</summary>
    public static string Of(FakeApiServer api) => string.Create(CultureInfo.InvariantCulture, $$$"""
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u, namespace: imagegate}}]
        clusters: [{name: c, cluster: {server: "{{{api.Url}}}", certificate-authority-data: "{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(api.Authority.Pem))}}}"}}]
        users: [{name: u, user: {token: good-token}}]
        """);
}
