using System.Runtime.InteropServices;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>Updates a directory as the kubelet does. Source: Kubernetes, pkg/volume/util/atomic_writer.go.</summary>
internal sealed class ConfigMapMount(string path)
{
    private int _version;

    public void Update(params (string Name, string Text)[] files)
    {
        string version = $"..version_{++_version}";
        string target = Path.Combine(path, version);
        Directory.CreateDirectory(target);
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(Path.Combine(target, name), text);
        }

        string data = Path.Combine(path, "..data");
        string? old = new DirectoryInfo(data).LinkTarget;
        File.CreateSymbolicLink(data + "_tmp", version);
        Rename(data + "_tmp", data).Should().Be(0);                    // the link is replaced at once
        Link(files);
        if (old is not null)
        {
            Directory.Delete(Path.Combine(path, old), recursive: true);
        }
    }

    // File.Move follows the link to find out whether there is a file to be moved.
    [DllImport("libc", EntryPoint = "rename", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Rename(string from, string to);

    private void Link((string Name, string Text)[] files)
    {
        foreach ((string name, _) in files)
        {
            string link = Path.Combine(path, name);
            if (new FileInfo(link).LinkTarget is null)
            {
                File.CreateSymbolicLink(link, Path.Combine("..data", name));
            }
        }

        foreach (string link in Directory.EnumerateFiles(path, "*.yaml").Where(link => !files.Any(file => file.Name == Path.GetFileName(link))))
        {
            File.Delete(link);
        }
    }
}
