namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>What a document is.</summary>
internal enum DocumentKind
{
    /// <summary>What is demanded of which images.</summary>
    TrustPolicy,

    /// <summary>What holds where no policy says otherwise.</summary>
    GateDefaults,

    /// <summary>How one registry is reached.</summary>
    RegistryAccess,

    /// <summary>Whom a Sigstore instance trusts.</summary>
    TrustRoot,
}
