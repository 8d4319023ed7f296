using System.Text;
using ImageGate.Kubernetes.Policies;

namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>Reads a file that holds one bearer token.</summary>
internal static class ServiceAccountToken
{
    /// <summary>The token, or what is wrong with the file; never both, and the problem shows nothing of the content.</summary>
    public static (string? Value, string? Problem) Read(string path) => BoundedFile.Read(path, ApiLimits.MaxTokenBytes) switch
    {
        ReferencedFile.Found found => Check(path, Encoding.Latin1.GetString(found.Content.Span).Trim()),
        ReferencedFile.Unreadable unreadable => (null, $"the token {path} cannot be used: {unreadable.Reason}"),
        _ => (null, $"the token {path} cannot be used"),
    };

    /// <summary>Whether a text can be sent as a bearer token. Source: RFC 6750, 2.1 (b64token); wider, because servers are.</summary>
    public static bool IsToken(string text) => text.Length > 0 && text.All(character => character is > ' ' and <= '~');

    private static (string?, string?) Check(string path, string token) =>
        IsToken(token) ? (token, null) : (null, $"the token {path} cannot be used: it is empty or holds characters that no token has");
}
