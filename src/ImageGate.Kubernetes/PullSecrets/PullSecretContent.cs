using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Policies.Credentials;

namespace ImageGate.Kubernetes.PullSecrets;

/// <summary>Reads the registry credentials of a Secret.</summary>
/// <remarks>Source: Kubernetes, pkg/credentialprovider/secrets/secrets.go: the type and the one name in it must agree.</remarks>
internal static class PullSecretContent
{
    private const string ConfigType = "kubernetes.io/dockerconfigjson";
    private const string ConfigName = ".dockerconfigjson";
    private const string LegacyType = "kubernetes.io/dockercfg";
    private const string LegacyName = ".dockercfg";

    /// <summary>The credentials with their hosts in the order of the text. One entry that is wrong does not spoil the others.</summary>
    public static ObjectReading<IReadOnlyList<PullCredential>> Read(Secret secret)
    {
        string? name = secret.Type switch { ConfigType => ConfigName, LegacyType => LegacyName, _ => null };
        if (name is null || !secret.Data.TryGetValue(name, out byte[]? json))
        {
            return Failed(secret, name is null ? $"is not of type {ConfigType} or {LegacyType}" : $"has no `{name}`");
        }

        return json.Length > Limits.MaxPullSecretBytes ? Failed(secret, $"has over {Limits.MaxPullSecretBytes} bytes")
            : DockerConfigReader.TryReadAll(json, isLegacy: name == LegacyName, out IReadOnlyList<PullCredential>? credentials, out string? error)
                ? new ObjectReading<IReadOnlyList<PullCredential>>.Found(credentials, 2L * json.Length)
            : Failed(secret, $"cannot be used: {error}");
    }

    private static ObjectReading<IReadOnlyList<PullCredential>>.Failed Failed(Secret secret, string why) =>
        new(new PullSecretProblem(PullSecretFault.Malformed, $"the {secret} {why}"));
}
