namespace ImageGate.Testing;

/// <summary>A request that a registry has received.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Query">The query with its question mark, or empty.</param>
/// <param name="Headers">The headers; values of one name joined by a comma.</param>
/// <param name="Form">The body of a POST, or empty.</param>
public sealed record RecordedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Form)
{
    /// <summary>Who asked, or null: nobody.</summary>
    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    /// <summary><c>GET /v2/app/manifests/1.0</c>.</summary>
    public override string ToString() => $"{Method} {Path}";
}
