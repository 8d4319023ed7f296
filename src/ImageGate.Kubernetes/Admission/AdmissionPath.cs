namespace ImageGate.Kubernetes.Admission;

/// <summary>Which of the two webhooks was called. Each is safe when it is the only one registered.</summary>
public enum AdmissionPath
{
    /// <summary><c>/validate</c>: allows or denies what will be stored.</summary>
    Validate,

    /// <summary><c>/mutate</c>: allows or denies, and writes the verified digests.</summary>
    Mutate,
}
