using ImageGate.Server.Certificates;
using ImageGate.Server.Options;

namespace ImageGate.Server.Cluster;

/// <summary>What of the server asks the API server, by the settings.</summary>
internal static class ClusterRegistration
{
    /// <summary>The certificate, and where it comes from.</summary>
    /// <exception cref="InvalidOperationException">The source is none that is known.</exception>
    public static void AddCertificate(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ClusterConnection>();
        services.AddSingleton<ServerCertificate>();
        if (configuration.GetValue("Tls:Source", TlsSource.Files) is TlsSource.Files)
        {
            services.AddSingleton<CertificateFiles>();
            services.AddHostedService(provider => provider.GetRequiredService<CertificateFiles>());
            return;
        }

        services.AddSingleton<SecretFollower>();
        services.AddSingleton<KeptConfigurations>();
        services.AddSingleton<CertificateLeader>();
        services.AddSingleton<SelfManagedCertificate>();
        services.AddHostedService(provider => provider.GetRequiredService<SecretFollower>());
        services.AddHostedService(provider => provider.GetRequiredService<KeptConfigurations>());
        services.AddHostedService(provider => provider.GetRequiredService<CertificateLeader>());
    }
}
