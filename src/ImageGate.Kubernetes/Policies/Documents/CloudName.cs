namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>What <c>credentials.from</c> of a <c>RegistryAccess</c> may name.</summary>
internal enum CloudName
{
    /// <summary>Google Cloud.</summary>
    Google,

    /// <summary>Amazon Web Services.</summary>
    Aws,

    /// <summary>Microsoft Azure.</summary>
    Azure,
}
