using ImageGate.Alerts;
using ImageGate.Kubernetes.Alerts;

namespace ImageGate.Kubernetes.Tests.Alerts;

/// <summary>A folder with an alerts' configuration, as a mounted Secret is one.</summary>
internal sealed class AlertFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imagegate-alerts-");

    public string File => Path.Combine(_folder.FullName, "alerts.yaml");

    public static string Document(string receivers, string cluster = "") => $"""
        apiVersion: imagegate.dev/v1
        kind: AlertConfig
        metadata: {"{"}name: alerts{"}"}
        spec:
          {cluster}
          receivers:
        {string.Join('\n', receivers.Split('\n').Select(line => "    " + line))}
        """;

    public void Write(string name, string text) => System.IO.File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    public AlertLoad Load(string text)
    {
        Write("alerts.yaml", text);
        return new AlertFile(File).Load();
    }

    public ReceiverSettings One(string receiver) => Config(Document(receiver)).Receivers.Should().ContainSingle().Subject;

    public AlertConfig Config(string text)
    {
        AlertLoad load = Load(text);
        (load as AlertLoad.Rejected)?.Errors.Should().BeEmpty();
        return ((AlertLoad.Loaded)load).Config;
    }

    public IReadOnlyList<string> Errors(string receivers) => ErrorsOf(Document(receivers));

    public IReadOnlyList<string> ErrorsOf(string text) =>
        [.. Load(text).Should().BeOfType<AlertLoad.Rejected>().Subject.Errors.Select(error => error.ToString().Replace(File, "alerts.yaml", StringComparison.Ordinal))];

    public void Dispose() => _folder.Delete(recursive: true);
}
