namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>An object of the API server, with the fields that ImageGate uses; what else the stored object holds is ignored.</summary>
public interface IApiObject
{
    /// <summary>Its name and version.</summary>
    ObjectMetadata Metadata { get; }
}
