namespace ImageGate.Kubernetes.Admission;

/// <summary>How a request ended. Only the last two allow it.</summary>
public enum AdmissionOutcome
{
    /// <summary>ImageGate itself failed: see <see cref="AdmissionFault"/>.</summary>
    Failed,

    /// <summary>An image may not run.</summary>
    Denied,

    /// <summary>It could not be told for an image, and none was denied.</summary>
    Unavailable,

    /// <summary>The object's images could not be found: an unknown kind, or an object that is not what its kind is.</summary>
    Unreadable,

    /// <summary>Every image that the request brings in may run.</summary>
    Allowed,

    /// <summary>The request can bring in no image, so nothing was checked.</summary>
    Untouched,
}
