using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Policies.Credentials;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads the content of a <c>RegistryAccess</c>.</summary>
internal sealed class RegistryAccessReader(NodeReader reader, MirrorReader mirrors, ReferencedContents contents)
{
    private static readonly Shape SpecShape = new("host", "insecureHttp", "caBundle", "credentials", "mirrors", "maxConcurrency");
    private static readonly Shape CredentialsShape = new("dockerConfigFile");

    /// <summary>Reads the settings of one host; what is null was reported.</summary>
    public (YamlNode? HostNode, RegistryAccess? Access, IReadOnlyList<RegistryMirror> Mirrors) Read(YamlNode spec)
    {
        if (reader.Mapping(spec, SpecShape) is not { } fields)
        {
            return (null, null, []);
        }

        YamlNode? hostNode = fields.Require("host", "write the registry's host: `ghcr.io`, `registry.acme.io:5000`");
        string? host = hostNode is null ? null : ReadHost(hostNode);
        bool insecureHttp = fields.Find("insecureHttp") is { } flag && reader.Flag(flag) == true;
        string? caBundle = fields.Find("caBundle") is { } bundle ? ReadCaBundle(bundle, insecureHttp) : null;
        RegistryCredentials? credentials = fields.Find("credentials") is { } credentialsNode ? ReadCredentials(credentialsNode, host) : null;
        int? maxConcurrency = fields.Find("maxConcurrency") is { } number ? reader.Number(number, 1, PolicyLimits.MaxConcurrency) : null;
        IReadOnlyList<RegistryMirror> read = fields.Find("mirrors") is { } list ? mirrors.Read(list, host) : [];
        RegistryAccess? access = host is null ? null : new RegistryAccess(
            host, insecureHttp, caBundle, credentials ?? RegistryCredentials.Anonymous, maxConcurrency ?? RegistryAccess.DefaultMaxConcurrency);
        return (hostNode, access, read);
    }

    private string? ReadHost(YamlNode node)
    {
        if (reader.Text(node, PolicyLimits.MaxNameCharacters) is not { } text)
        {
            return null;
        }

        if (!RegistryName.TryParseHost(text, out string? host))
        {
            // The text is not repeated: people write user names and passwords there.
            reader.Errors.Add(node, "is not a registry's host: write HOST or HOST:PORT without `https://` and path; a host has a dot, a port, or is `localhost`");
        }

        return host;
    }

    private string? ReadCaBundle(YamlNode node, bool insecureHttp)
    {
        if (reader.Block(node, PolicyLimits.MaxPemCharacters) is not { } pem)
        {
            return null;
        }

        string? problem = CaBundle.Check(pem) ?? (insecureHttp ? "plain HTTP has no certificates to check: remove `caBundle` or `insecureHttp`" : null);
        if (problem is not null)
        {
            reader.Errors.Add(node, problem);
        }

        return pem;
    }

    private RegistryCredentials? ReadCredentials(YamlNode node, string? host)
    {
        if (reader.Mapping(node, CredentialsShape)?.Require("dockerConfigFile", "write the path of a docker config file") is not { } file
            || contents.Read(file, reader) is not { } json
            || host is null)
        {
            return null;
        }

        if (!DockerConfigReader.TryRead(json, host, out RegistryCredentials? credentials, out string? error))
        {
            reader.Errors.Add(file, $"the file: {error}");
        }

        return credentials;
    }
}
