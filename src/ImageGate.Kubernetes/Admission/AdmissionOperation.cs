namespace ImageGate.Kubernetes.Admission;

/// <summary>What a request does. The first one is checked in full.</summary>
public enum AdmissionOperation
{
    /// <summary>A new object.</summary>
    Create,

    /// <summary>A change of a stored object.</summary>
    Update,

    /// <summary>The end of an object.</summary>
    Delete,

    /// <summary>A connection, such as <c>kubectl exec</c>.</summary>
    Connect,
}
