using System.Text.Json;

namespace ImageGate.Conformance;

/// <summary>One bundle test. Paths are relative to the folder of the vectors.</summary>
public sealed record ManifestLine(
    string Name,
    string Source,
    string Why,
    bool IsPassExpected,
    string Bundle,
    string Root,
    string? Artifact,
    string? Digest,
    string? Identity,
    string? Issuer,
    string? Key,
    string? RawEnvelope,
    int LogEntries,
    int CertificateTimestamps)
{
    /// <exception cref="InvalidDataException">The line says something that is not known, and would be judged by half.</exception>
    public static ManifestLine Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        JsonElement line = document.RootElement;
        string expected = Text(line, "expect") ?? "";
        return (Number(line, "time"), expected) is (1, "PASS" or "FAIL")
            ? new ManifestLine(
                Text(line, "name")!,
                Text(line, "source")!,
                Text(line, "why")!,
                expected == "PASS",
                Text(line, "bundle")!,
                Text(line, "root")!,
                Text(line, "artifact"),
                Text(line, "digest"),
                Text(line, "identity"),
                Text(line, "issuer"),
                Text(line, "key"),
                Text(line, "rawenv"),
                Number(line, "tlog"),
                Number(line, "sct"))
            : throw new InvalidDataException("not a line that can be judged: " + json);
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static int Number(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : 1;
}
