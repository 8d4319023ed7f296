using System.Globalization;

namespace ImageGate.EndToEnd.Parts;

/// <summary>A real docker-registry, in a folder of its own.</summary>
/// <param name="state">The folder.</param>
/// <param name="settings">Settings of the lab's script, such as <c>TLS=1</c>.</param>
internal sealed class LabRegistry(string state, params (string Name, string Value)[] settings)
{
    private readonly Dictionary<string, string> _environment = settings.ToDictionary(setting => setting.Name, setting => setting.Value);

    /// <summary>Host and port: the beginning of image names.</summary>
    public string Host => $"127.0.0.1:{Port}";

    /// <summary>The same registry by another name, which policies and settings take for another one.</summary>
    public string OtherHost => $"localhost:{Port}";

    public int Port { get; private set; }

    public string CertificateFile => Path.Combine(state, "tls.crt");

    /// <summary>Starts it: the first time at a free port, later at the same one with the same content.</summary>
    public async Task StartAsync()
    {
        await LabFolder.ScriptAsync("registry/up.sh", _environment, state);
        Port = int.Parse(await File.ReadAllTextAsync(Path.Combine(state, "port")), CultureInfo.InvariantCulture);
    }

    public Task StopAsync() => LabFolder.ScriptAsync("registry/down.sh", null, state);
}
