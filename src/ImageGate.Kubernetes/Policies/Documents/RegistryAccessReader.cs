using System.Diagnostics;
using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Policies.Credentials;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads the content of a <c>RegistryAccess</c>.</summary>
internal sealed class RegistryAccessReader(NodeReader reader, MirrorReader mirrors, ReferencedContents contents)
{
    private static readonly Shape SpecShape = new("host", "insecureHttp", "caBundle", "credentials", "tokenRealms", "mirrors", "maxConcurrency");
    private static readonly Shape CredentialsShape = new("dockerConfigFile", "from");

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
        RegistryCredentials? credentials = fields.Find("credentials") is { } credentialsNode ? ReadCredentials(credentialsNode, host, insecureHttp) : null;
        TokenRealmHosts? tokenRealms = fields.Find("tokenRealms") is { } realms ? ReadTokenRealms(realms, credentials) : null;
        int? maxConcurrency = fields.Find("maxConcurrency") is { } number ? reader.Number(number, 1, PolicyLimits.MaxConcurrency) : null;
        IReadOnlyList<RegistryMirror> read = fields.Find("mirrors") is { } list ? mirrors.Read(list, host) : [];
        RegistryAccess? access = host is null ? null : new RegistryAccess(
            host, insecureHttp, caBundle, credentials ?? RegistryCredentials.Anonymous, maxConcurrency ?? RegistryAccess.DefaultMaxConcurrency)
        {
            TokenRealms = tokenRealms ?? TokenRealmHosts.None,
        };
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

    private RegistryCredentials? ReadCredentials(YamlNode node, string? host, bool insecureHttp)
    {
        if (reader.Mapping(node, CredentialsShape) is not { } fields)
        {
            return null;
        }

        string[] sources = fields.Present("dockerConfigFile", "from");
        if (sources.Length != 1)
        {
            reader.Errors.Add(node, sources.Length == 0
                ? "has no credentials: write exactly one of `dockerConfigFile` and `from`"
                : "has `dockerConfigFile` and `from`: write exactly one");
            return null;
        }

        return fields.Find("from") is { } from ? ReadCloud(from, host, insecureHttp) : ReadDockerConfig(fields.Find("dockerConfigFile")!, host);
    }

    private RegistryCredentials? ReadDockerConfig(YamlNode file, string? host)
    {
        if (contents.Read(file, reader) is not { } json || host is null)
        {
            return null;
        }

        if (!DockerConfigReader.TryRead(json, host, out RegistryCredentials? credentials, out string? error))
        {
            reader.Errors.Add(file, $"the file: {error}");
        }

        return credentials;
    }

    // A login of a cloud goes to that cloud's registries alone, known by their names: whoever else received it could act as ImageGate.
    private RegistryCredentials? ReadCloud(YamlNode node, string? host, bool insecureHttp)
    {
        if (reader.Choice(node, ("google", CloudName.Google), ("aws", CloudName.Aws), ("azure", CloudName.Azure)) is not { } wanted || host is null)
        {
            return null;
        }

        CloudRegistry? registry = CloudRegistry.Of(host);
        (bool isOfCloud, string hosts) = wanted switch
        {
            CloudName.Google => (registry is CloudRegistry.Google, "`NAME.pkg.dev`, `gcr.io` or `NAME.gcr.io`"),
            CloudName.Aws => (registry is CloudRegistry.Amazon or CloudRegistry.AmazonPublic, "`ACCOUNT.dkr.ecr.REGION.amazonaws.com` or `public.ecr.aws`"),
            CloudName.Azure => (registry is CloudRegistry.Azure, "`NAME.azurecr.io`"),
            _ => throw new UnreachableException(),
        };
        string? problem = !isOfCloud ? $"the host is none of its registries, and nobody else gets such a login: write it for {hosts}"
            : insecureHttp ? "everyone on the way would read the login: remove `insecureHttp`"
            : null;
        if (problem is not null)
        {
            reader.Errors.Add(node, problem);
        }

        return problem is null ? RegistryCredentials.OfCloud(registry!) : null;
    }

    private TokenRealmHosts? ReadTokenRealms(YamlNode node, RegistryCredentials? credentials)
    {
        if (credentials?.Cloud is not null)
        {
            reader.Errors.Add(node, "is not for `credentials.from`: a cloud's login goes to the registry's own host alone");
            return null;
        }

        var hosts = new List<string>();
        foreach (YamlNode item in reader.Items(node, "leave `tokenRealms` out", PolicyLimits.MaxTokenRealms) ?? [])
        {
            if (reader.Text(item, PolicyLimits.MaxNameCharacters) is { } text && ReadRealm(item, text) is { } realm)
            {
                hosts.Add(realm);
            }
        }

        return new TokenRealmHosts(hosts);
    }

    private string? ReadRealm(YamlNode node, string text)
    {
        if (!RegistryName.TryParseHost(text, out string? realm))
        {
            reader.Errors.Add(node, "is not a host: write HOST or HOST:PORT of the token service without `https://` and path");
        }

        return realm;
    }
}
