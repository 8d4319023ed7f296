using ImageGate.Server.Certificates;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>What of <c>Tls</c>, <c>Kubernetes</c> and <c>Webhooks</c> contradicts the rest.</summary>
internal sealed class ClusterOptionsCheck(IOptions<KubernetesOptions> kubernetes, IOptions<WebhookOptions> webhooks) : IValidateOptions<TlsOptions>
{
    public ValidateOptionsResult Validate(string? name, TlsOptions options)
    {
        string[] errors = [.. options.Source is TlsSource.SelfManaged ? OfSelfManaged(options) : OfFiles(options)];
        return errors.Length > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static bool IsSet(params string?[] values) => Array.Exists(values, value => !string.IsNullOrEmpty(value));

    private IEnumerable<string> OfFiles(TlsOptions options)
    {
        if (IsSet(options.CertificateFile) != IsSet(options.KeyFile))
        {
            yield return "Tls:CertificateFile and Tls:KeyFile go together: set both or none.";
        }

        if (IsSet(options.SecretName, options.ServiceName, options.ExtraNames))
        {
            yield return "Tls:SecretName, ServiceName and ExtraNames are for Tls:Source SelfManaged.";
        }

        if (IsSet(webhooks.Value.MutatingConfiguration, webhooks.Value.ValidatingConfiguration))
        {
            yield return "Webhooks:MutatingConfiguration and ValidatingConfiguration are for Tls:Source SelfManaged.";
        }
    }

    private IEnumerable<string> OfSelfManaged(TlsOptions options)
    {
        if (IsSet(options.CertificateFile, options.KeyFile))
        {
            yield return "Tls:CertificateFile and Tls:KeyFile are for Tls:Source Files.";
        }

        if (!kubernetes.Value.Enabled)
        {
            yield return "Tls:Source SelfManaged needs Kubernetes:Enabled.";
        }

        if (!IsSet(options.SecretName) || !IsSet(options.ServiceName))
        {
            yield return "Tls:Source SelfManaged needs Tls:SecretName and Tls:ServiceName.";
        }

        if (!IsSet(webhooks.Value.MutatingConfiguration, webhooks.Value.ValidatingConfiguration))
        {
            yield return "Tls:Source SelfManaged needs Webhooks:MutatingConfiguration, Webhooks:ValidatingConfiguration or both.";
        }

        if (ServingNames.ProblemOf(options.ExtraNames) is { } problem)
        {
            yield return $"Tls:ExtraNames {problem}.";
        }
    }
}
