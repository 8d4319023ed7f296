using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using ImageGate.Cloud.Registries;
using ImageGate.Core;
using ImageGate.Core.Caching;
using ImageGate.Kms;
using ImageGate.Kubernetes;
using ImageGate.Kubernetes.Namespaces;
using ImageGate.Oci;
using ImageGate.Server.Alerts;
using ImageGate.Server.Certificates;
using ImageGate.Server.Cluster;
using ImageGate.Server.Events;
using ImageGate.Server.Keys;
using ImageGate.Server.Options;
using ImageGate.Server.Registries;
using ImageGate.Server.Telemetry;
using ImageGate.Server.TrustRoots;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace ImageGate.Server;

/// <summary>The server, put together. Public so that the demo and the tests start the very same one in their process.</summary>
public static class GateApplication
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(40);
    private static readonly string UserAgent = $"imagegate/{typeof(GateApplication).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Builds the server; <c>RunAsync</c> or <c>StartAsync</c> starts it.</summary>
    /// <param name="args">Command line; no options are known.</param>
    /// <param name="settings">Settings that win over the environment and the settings file, such as <c>Server:HttpsPort</c>.</param>
    /// <exception cref="OptionsValidationException">A setting has an unknown name or a bad value.</exception>
    public static WebApplication Build(string[] args, IReadOnlyDictionary<string, string?> settings) => Build(args, settings, TimeProvider.System);

    /// <summary>The same with another clock, and another place for the log than the standard output.</summary>
    internal static WebApplication Build(string[] args, IReadOnlyDictionary<string, string?> settings, TimeProvider time, Stream? log = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(settings);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        SettingsFile file = builder.AddSettings(settings);
        builder.AddLog(file, log ?? Console.OpenStandardOutput());
        AddGate(builder.Services, time);
        builder.Services.AddCertificate(builder.Configuration);
        builder.Services.AddNamespaceLabels(builder.Configuration);
        builder.Services.AddWarmUp(builder.Configuration);
        ConfigureKestrel(builder);
        WebApplication app = builder.Build();
        Validate(app.Services);
        StandardOutput output = app.Services.GetRequiredService<StandardOutput>();
        app.Services.GetRequiredService<GateMetrics>().ObserveTotal("imagegate_log_events_dropped_total", "Log events that were not written, because nobody took the earlier ones.", () => output.Dropped);
        app.Services.GetRequiredService<GateMetrics>().Observe(app.Services.GetRequiredService<VerdictCache>(), app.Services.GetRequiredService<Gatekeeper>());
        app.Services.GetRequiredService<GateMetrics>().Observe(app.Services.GetRequiredService<RegistryClient>());
        app.Services.GetRequiredService<AdmissionLoad>();
        app.MapAdmission();
        app.MapHealth();
        return app;
    }

    /// <summary>Before anything starts, so that all that is wrong comes as one exception.</summary>
    private static void Validate(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (AggregateException several)
        {
            throw new OptionsValidationException(
                "Settings", typeof(GateApplication), several.Flatten().InnerExceptions.OfType<OptionsValidationException>().SelectMany(one => one.Failures).Distinct());
        }
    }

    private static void AddGate(IServiceCollection services, TimeProvider time)
    {
        services.AddGateOptions();
        services.AddSingleton(time);
        services.AddSingleton(provider => new RegistryClient(
            TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<RegistryOptions>>().Value.TimeoutSeconds),
            provider.GetRequiredService<TimeProvider>(),
            UserAgent,
            provider.GetRequiredService<RegistryKeychain>().SignInAsync));
        services.AddSingleton(provider => new RegistryKeychain(
            provider.GetRequiredService<IOptions<KmsOptions>>().Value.ToCloudSettings(UserAgent, Environment.GetEnvironmentVariable), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new PlacementReader(provider.PullSecrets(), provider.GetService<NamespaceLabelReader>()));
        services.AddSingleton(provider => new AdmissionHandler(
            provider.GetRequiredService<Gatekeeper>(), provider.GetRequiredService<PlacementReader>(), provider.GetRequiredService<AlertStore>().FindMissing));
        services.AddSingleton<ClusterConnection>();
        services.AddSingleton(provider => new Gatekeeper(
            new MeasuredRegistry(provider.GetRequiredService<RegistryClient>(), provider.GetRequiredService<PhaseClock>()),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<VerdictCache>(),
            () => provider.GetRequiredService<PhaseClock>().Begin(Phase.Verify)));
        services.AddSingleton(provider => new VerdictCache(
            provider.GetRequiredService<IOptions<CacheOptions>>().Value.ToSettings(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AdmissionLoad>();
        services.AddSingleton<DecisionLog>();
        services.AddSingleton<PrometheusText>();
        services.AddSingleton<GateMetrics>();
        services.AddSingleton<PhaseClock>();
        services.AddSingleton(provider => new EventRecorder(
            provider.GetRequiredService<IOptions<KubernetesOptions>>().Value.Events ? provider.GetRequiredService<ClusterConnection>() : null,
            provider.GetRequiredService<IOptions<AlertOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<GateMetrics>(),
            provider.GetRequiredService<ILogger<EventSender>>()));
        services.AddSingleton<TrustRootStore>();
        services.AddSingleton(provider => new SecretKeys(provider.ApiClient(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<KeyStore>();
        services.AddSingleton<KmsKeys>();
        services.AddSingleton(provider => new KmsClient(
            provider.GetRequiredService<IOptions<KmsOptions>>().Value.ToSettings(UserAgent, Environment.GetEnvironmentVariable), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<KmsKeyRefresher>();
        services.AddSingleton<TrustSources>();
        services.AddSingleton<TrustRootRefresher>();
        services.AddSingleton<AlertStore>();
        services.AddSingleton<PolicyStore>();
        services.AddSingleton<Readiness>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertStore>());     // started before what raises alerts, so stopped after
        services.AddHostedService<OtlpExport>();
        services.AddHostedService(provider => provider.GetRequiredService<EventRecorder>());
        services.AddHostedService(provider => provider.GetRequiredService<PolicyStore>());
        services.AddHostedService(provider => provider.GetRequiredService<TrustRootRefresher>());
        services.AddHostedService(provider => provider.GetRequiredService<KmsKeyRefresher>());
        services.AddHostedService(provider => provider.GetRequiredService<SecretKeys>());
        services.AddHostedService(provider => provider.GetRequiredService<Readiness>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
    }

    private static void ConfigureKestrel(WebApplicationBuilder builder)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();

        // What is known is answered in microseconds, and the rest waits without a thread: one hop less for each read and write.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel((_, kestrel) =>
        {
            ServerOptions options = kestrel.ApplicationServices.GetRequiredService<IOptions<ServerOptions>>().Value;
            ServerCertificate certificate = kestrel.ApplicationServices.GetRequiredService<ServerCertificate>();
            var address = IPAddress.Parse(options.BindAddress);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = Limits.OpeningTime;
            kestrel.Limits.MaxRequestHeadersTotalSize = Limits.MaxHeaderBytes;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(Limits.MinRate, Limits.OpeningTime);
            kestrel.Limits.MinResponseDataRate = new MinDataRate(Limits.MinRate, Limits.OpeningTime);
            kestrel.Limits.MaxRequestBodySize = null;                  // PooledBody refuses with a line of its own
            kestrel.Limits.MaxRequestBufferSize = Limits.MaxUnreadBytes;

            // API servers speak nothing else to webhooks, and what is not spoken cannot be flooded.
            kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(address, options.HttpsPort, listen =>
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    HandshakeTimeout = Limits.OpeningTime,
                    OnConnection = _ => ValueTask.FromResult(TlsOf(certificate)),
                });
                Listener.Webhook.Mark(listen);
            });
            kestrel.Listen(address, options.MetricsPort, Listener.Metrics.Mark);
        });
    }

    private static SslServerAuthenticationOptions TlsOf(ServerCertificate certificate) => new()
    {
        ServerCertificateContext = certificate.Current ?? throw new AuthenticationException("no certificate has been loaded yet"),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };
}
