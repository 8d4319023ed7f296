using ImageGate.Server.Keys;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>Where settings come from, and the refusal of what is misspelt.</summary>
internal static class Settings
{
    /// <summary>Prefix of the environment variables: <c>IMAGEGATE_Server__HttpsPort</c>.</summary>
    private const string Prefix = "IMAGEGATE_";

    /// <summary>Names another settings file; without it the default one is read when it is there.</summary>
    private const string FileSetting = "SettingsFile";

    private const string DefaultFile = "/etc/imagegate/settings.json";

    // Only what stands in these sections is checked for unknown names: a Service called "imagegate" makes Kubernetes set
    // IMAGEGATE_SERVICE_HOST, IMAGEGATE_PORT and more in every pod of its namespace.
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Server"] =
        [
            nameof(ServerOptions.HttpsPort), nameof(ServerOptions.MetricsPort), nameof(ServerOptions.BindAddress), nameof(ServerOptions.DrainSeconds),
            nameof(ServerOptions.MaxConnections), nameof(ServerOptions.MaxAdmissions), nameof(ServerOptions.MaxQueuedAdmissions), nameof(ServerOptions.MaxBodyMiB),
        ],
        ["Policies"] = [nameof(PolicyOptions.Directory), nameof(PolicyOptions.PollSeconds)],
        ["Tls"] =
        [
            nameof(TlsOptions.Source), nameof(TlsOptions.CertificateFile), nameof(TlsOptions.KeyFile), nameof(TlsOptions.PollSeconds),
            nameof(TlsOptions.SecretName), nameof(TlsOptions.ServiceName), nameof(TlsOptions.ExtraNames), nameof(TlsOptions.SettleSeconds),
        ],
        ["Log"] = [nameof(LogOptions.Level)],
        ["Telemetry"] = [nameof(TelemetryOptions.OtlpEndpoint)],
        ["Alerts"] = [nameof(AlertOptions.File), nameof(AlertOptions.PollSeconds), nameof(AlertOptions.AdmittedOn)],
        ["Cache"] =
        [
            nameof(CacheOptions.PassedSeconds), nameof(CacheOptions.FailedSeconds), nameof(CacheOptions.TagSeconds),
            nameof(CacheOptions.MaxEntries), nameof(CacheOptions.MaxMiB),
        ],
        ["Registry"] = [nameof(RegistryOptions.TimeoutSeconds)],
        ["TrustRoots"] = [nameof(TrustRootOptions.Directory), nameof(TrustRootOptions.Refresh), nameof(TrustRootOptions.RefreshHours)],
        ["Kms"] =
        [
            nameof(KmsOptions.RefreshSeconds), nameof(KmsOptions.GoogleEndpoint), nameof(KmsOptions.GoogleMetadataServer),
            nameof(KmsOptions.AwsRegion), nameof(KmsOptions.AwsEndpoint), nameof(KmsOptions.AwsStsEndpoint), nameof(KmsOptions.AzureVaultHosts),
            nameof(KmsOptions.VaultAddress), nameof(KmsOptions.VaultTransitPath), nameof(KmsOptions.VaultNamespace), nameof(KmsOptions.VaultCaFile),
            nameof(KmsOptions.VaultTokenFile), nameof(KmsOptions.VaultRole), nameof(KmsOptions.VaultAuthPath), nameof(KmsOptions.VaultServiceAccountTokenFile),
        ],
        ["Kubernetes"] =
        [
            nameof(KubernetesOptions.Enabled), nameof(KubernetesOptions.Kubeconfig), nameof(KubernetesOptions.Namespace),
            nameof(KubernetesOptions.PullSecrets), nameof(KubernetesOptions.NamespaceLabels), nameof(KubernetesOptions.Events), nameof(KubernetesOptions.WarmUp),
        ],
        ["Webhooks"] = [nameof(WebhookOptions.MutatingConfiguration), nameof(WebhookOptions.ValidatingConfiguration)],
    };

    /// <summary>Replaces every source of the builder: the settings file, the environment, and what the caller passes (tests, the demo).</summary>
    /// <returns>The file.</returns>
    /// <exception cref="OptionsValidationException">A name is unknown.</exception>
    public static SettingsFile AddSettings(this WebApplicationBuilder builder, IReadOnlyDictionary<string, string?> overrides)
    {
        var environment = new ConfigurationManager();
        environment.AddEnvironmentVariables(Prefix).AddInMemoryCollection(overrides);
        string? named = environment[FileSetting];
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        var file = new SettingsFile(Path.GetFullPath(named ?? DefaultFile), environment["Log:Level"] is not null);
        builder.Configuration.AddJsonFile(file.Path, optional: named is null, reloadOnChange: false);
        builder.Configuration.AddEnvironmentVariables(Prefix);
        builder.Configuration.AddInMemoryCollection(overrides);
        RefuseUnknown(builder.Configuration);
        return file;
    }

    /// <summary>Binds the options; a bad value stops the start.</summary>
    public static void AddGateOptions(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ServerOptions, ServerOptionsValidator>().BindConfiguration("Server");
        services.AddOptionsWithValidateOnStart<PolicyOptions, PolicyOptionsValidator>().BindConfiguration("Policies");
        services.AddOptionsWithValidateOnStart<TlsOptions, TlsOptionsValidator>().BindConfiguration("Tls");
        services.AddSingleton<IValidateOptions<TlsOptions>, ClusterOptionsCheck>();
        services.AddOptionsWithValidateOnStart<LogOptions, LogOptionsValidator>().BindConfiguration("Log");
        services.AddOptionsWithValidateOnStart<TelemetryOptions, TelemetryOptionsValidator>().BindConfiguration("Telemetry").Configure(options =>
            options.OtlpEndpoint = string.IsNullOrEmpty(options.OtlpEndpoint) ? Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") : options.OtlpEndpoint);
        services.AddOptionsWithValidateOnStart<AlertOptions, AlertOptionsValidator>().BindConfiguration("Alerts");
        services.AddOptionsWithValidateOnStart<CacheOptions, CacheOptionsValidator>().BindConfiguration("Cache");
        services.AddOptionsWithValidateOnStart<RegistryOptions, RegistryOptionsValidator>().BindConfiguration("Registry");
        services.AddOptionsWithValidateOnStart<TrustRootOptions, TrustRootOptionsValidator>().BindConfiguration("TrustRoots");
        services.AddOptionsWithValidateOnStart<KmsOptions, KmsOptionsValidator>().BindConfiguration("Kms");
        services.PostConfigure<KmsOptions>(options => KmsEnvironment.Complete(options, Environment.GetEnvironmentVariable));
        services.AddSingleton<IValidateOptions<KmsOptions>, KmsOptionsCheck>();
        services.AddOptionsWithValidateOnStart<KubernetesOptions, KubernetesOptionsValidator>().BindConfiguration("Kubernetes");
        services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks");
    }

    private static void RefuseUnknown(IConfiguration configuration)
    {
        List<string> unknown =
        [
            .. from section in Known
               from child in configuration.GetSection(section.Key).GetChildren()
               where !section.Value.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
               select $"{section.Key}:{child.Key} is unknown; known are {string.Join(", ", section.Value)}",
        ];
        if (unknown.Count > 0)
        {
            throw new OptionsValidationException("Settings", typeof(Settings), unknown);
        }
    }
}
