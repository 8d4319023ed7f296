namespace ImageGate.Server.Cluster;

/// <summary>How the self-managed certificate is, for people. Registered only where there is one.</summary>
internal sealed class SelfManagedCertificate(SecretFollower secret, KeptConfigurations configurations, CertificateLeader leader)
{
    /// <summary>None of these keeps the server from being ready.</summary>
    public IEnumerable<ReadinessCheck> Check() => [secret.Check(), .. configurations.Check(), leader.Check()];
}
