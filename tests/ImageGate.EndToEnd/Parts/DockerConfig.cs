using System.Text;

namespace ImageGate.EndToEnd.Parts;

/// <summary>Credentials in the form of <c>~/.docker/config.json</c>.</summary>
internal static class DockerConfig
{
    public static async Task<string> WriteAsync(string path, string host, string username, string password)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));
        await File.WriteAllTextAsync(path, $$"""{"auths": { "{{host}}": { "auth": "{{auth}}" } } }""");
        return path;
    }
}
