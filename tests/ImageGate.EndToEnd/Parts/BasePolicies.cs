namespace ImageGate.EndToEnd.Parts;

/// <summary>The policies that hold in every test, one for a path of the plain registry or for a whole registry.</summary>
internal static class BasePolicies
{
    public const string NeverMessage = "pull it through the mirror instead";

    /// <summary>A host where nobody listens, with a policy that admits what could not be checked.</summary>
    public const string Lenient = "127.0.0.1:1";

    /// <summary>A host where nobody listens, with a policy that checks nothing.</summary>
    public const string Trusted = "127.0.0.1:2";

    public static async Task<string> WriteAsync(Registries registries, SigningKeys keys, string folder) =>
        ForPaths(registries.Plain.Host, keys) + ForRegistries(registries, PolicyYaml.Require(1, keys.Release)) + await AccessAsync(registries, folder);

    private static string ForPaths(string host, SigningKeys keys) => string.Concat(
        PolicyYaml.Policy("signed", $"{host}/signed/**", PolicyYaml.Require(1, keys.Release)),
        PolicyYaml.Policy("two", $"{host}/two/**", PolicyYaml.Require(2, keys.Release, keys.Second, keys.Third)),
        PolicyYaml.Policy("p384", $"{host}/p384/**", PolicyYaml.Require(1, keys.P384)),
        PolicyYaml.Policy("rsa", $"{host}/rsa/**", PolicyYaml.Require(1, keys.Rsa)),
        PolicyYaml.Policy("ed25519", $"{host}/ed25519/**", PolicyYaml.Require(1, keys.Ed25519)),
        PolicyYaml.Policy("annotated", $"{host}/annotated/**", PolicyYaml.RequireAnnotated(keys.Release, "env", "prod")),
        PolicyYaml.Policy("never", $"{host}/never/**", $"deny: {NeverMessage}"),
        PolicyYaml.Policy("hub", "docker.io/**", $"deny: {NeverMessage}"),
        PolicyYaml.Policy("warned", $"{host}/warned/**", PolicyYaml.Require(1, keys.Release), "warn"),
        PolicyYaml.Policy("audited", $"{host}/audited/**", PolicyYaml.Require(1, keys.Release), "audit"));

    private static string ForRegistries(Registries registries, string rule) => string.Concat(
        PolicyYaml.Policy("secured", $"{registries.Secured.Host}/**", rule),
        PolicyYaml.Policy("secured-wrong", $"{registries.Secured.OtherHost}/**", rule),
        PolicyYaml.Policy("tls", $"{registries.Tls.Host}/**", rule),
        PolicyYaml.Policy("tls-unknown", $"{registries.Tls.OtherHost}/**", rule),
        PolicyYaml.Policy("moody", $"{registries.Moody.Host}/**", rule),
        PolicyYaml.Policy("lenient", $"{Lenient}/**", "onUnavailable: warn\n  " + rule),
        PolicyYaml.Policy("trusted", $"{Trusted}/**", "insecureAllow: it must start when all else is down"),
        PolicyYaml.Policy("hostile", $"{registries.Hostile.Host}/**", PolicyYaml.Require(1, registries.HostileKey.PublicPem)));

    private static async Task<string> AccessAsync(Registries registries, string folder)
    {
        LabRegistry secured = registries.Secured;
        string right = await DockerConfig.WriteAsync(Path.Combine(folder, "right.json"), secured.Host, Registries.Username, Registries.Password);
        string wrong = await DockerConfig.WriteAsync(Path.Combine(folder, "wrong.json"), secured.OtherHost, Registries.Username, "guessed");
        string bundle = PolicyYaml.Quote(await File.ReadAllTextAsync(registries.Tls.CertificateFile));
        return string.Concat(
            PolicyYaml.Access("plain", registries.Plain.Host, "insecureHttp: true"),
            PolicyYaml.Access("moody", registries.Moody.Host, "insecureHttp: true"),
            PolicyYaml.Access("hostile", registries.Hostile.Host, "insecureHttp: true"),
            PolicyYaml.Access("secured", secured.Host, $"insecureHttp: true\n  credentials: {{dockerConfigFile: {right}}}"),
            PolicyYaml.Access("secured-wrong", secured.OtherHost, $"insecureHttp: true\n  credentials: {{dockerConfigFile: {wrong}}}"),
            PolicyYaml.Access("tls", registries.Tls.Host, $"caBundle: {bundle}"),

            // Hosts on this machine are asked only when somebody configured them.
            PolicyYaml.Access("tls-unknown", registries.Tls.OtherHost, "maxConcurrency: 8"),
            PolicyYaml.Access("lenient", Lenient, "insecureHttp: true"));
    }
}
