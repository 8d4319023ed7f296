namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>Reads the URL of an API server.</summary>
internal static class ServerUrl
{
    /// <summary>An <c>https</c> URL with a slash at its end and without user, query or fragment; null when it is none.</summary>
    public static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && uri.Scheme == Uri.UriSchemeHttps && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? new Uri(uri.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/")
            : null;
}
