namespace ImageGate.Kubernetes.PullSecrets;

/// <summary>Why a pull secret was not used.</summary>
public enum PullSecretFault
{
    /// <summary>It could not be read in time: the API server failed, or is slow.</summary>
    Unavailable,

    /// <summary>ImageGate may not read it.</summary>
    Forbidden,

    /// <summary>There is none of that name.</summary>
    Missing,

    /// <summary>It holds no registry credentials that can be read, or its name is none.</summary>
    Malformed,

    /// <summary>There are more than are read.</summary>
    TooMany,
}
