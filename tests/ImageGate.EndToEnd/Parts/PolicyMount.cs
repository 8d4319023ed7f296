namespace ImageGate.EndToEnd.Parts;

/// <summary>A folder as the kubelet mounts a ConfigMap: links into <c>..data</c>, a link that is replaced at once.</summary>
/// <remarks>Source: Kubernetes, pkg/volume/util/atomic_writer.go.</remarks>
internal sealed class PolicyMount
{
    private const string DataLink = "..data";

    private static readonly Dictionary<string, string> Nothing = [];

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);
    private int _version;

    public PolicyMount(string path)
    {
        Directory.CreateDirectory(path);
        Folder = path;
    }

    public string Folder { get; }

    /// <summary>Puts in a file, or takes it out with null, and swaps the whole content.</summary>
    public async Task ChangeAsync(string name, string? text)
    {
        if (text is null)
        {
            _files.Remove(name);
        }
        else
        {
            _files[name] = text;
        }

        string? old = new DirectoryInfo(Path.Combine(Folder, DataLink)).LinkTarget;
        string version = $"..version_{++_version}";
        Directory.CreateDirectory(Path.Combine(Folder, version));
        foreach ((string file, string content) in _files)
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, version, file), content);
        }

        await SwapAsync(version);
        LinkFiles();
        if (old is not null)
        {
            Directory.Delete(Path.Combine(Folder, old), recursive: true);
        }
    }

    // .NET cannot rename a link over another one.
    private async Task SwapAsync(string version)
    {
        string made = Path.Combine(Folder, "..data_tmp");
        File.CreateSymbolicLink(made, version);
        (await Command.RunAsync("mv", Nothing, "", "-fT", made, Path.Combine(Folder, DataLink))).Succeeded();
    }

    private void LinkFiles()
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(Folder).Where(path => !Path.GetFileName(path).StartsWith("..", StringComparison.Ordinal)).ToArray())
        {
            File.Delete(path);
        }

        foreach (string file in _files.Keys)
        {
            File.CreateSymbolicLink(Path.Combine(Folder, file), Path.Combine(DataLink, file));
        }
    }
}
