using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Alerts;

/// <summary>Checks addresses of receivers and of their proxies. What is wrong does not repeat the text: it may hold a secret.</summary>
internal static class ReceiverAddress
{
    /// <summary>What is wrong with the address of a receiver, or null.</summary>
    public static string? Check(string text, bool isPlain, out Uri? address) =>
        !TryRead(text, out address) ? "is not an address: write `https://HOST[:PORT]/PATH`"
        : address!.UserInfo.Length > 0 || address.Fragment.Length > 0 ? "has a user name or a fragment: write user names and passwords as a header"
        : address.Scheme == Uri.UriSchemeHttp && !isPlain ? "is not encrypted, so others see the alerts and the address's secret: write `https://`, or `insecureHttp: true` beside it"
        : address.Scheme == Uri.UriSchemeHttps && isPlain ? "is encrypted: remove `insecureHttp`"
        : null;

    /// <summary>What is wrong with the address of a proxy, or null.</summary>
    public static string? CheckProxy(string text, out Uri? address) =>
        !TryRead(text, out address) || address!.UserInfo.Length > 0 || address.PathAndQuery != "/" || address.Fragment.Length > 0
            ? "is not the address of a proxy: write `http://HOST:PORT`"
            : null;

    private static bool TryRead(string text, out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address.Host.Length > 0
        && !text.AsSpan().ContainsAny(" \\\t\r\n")
        && !text.Any(YamlText.IsHidden);
}
