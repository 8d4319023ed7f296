using ImageGate.Core.Registries;

namespace ImageGate.Oci;

/// <summary>Signs in at a cloud's registry with the pod's own identity.</summary>
/// <param name="registry">Whose registry it is.</param>
/// <param name="cancellationToken">Gives up waiting; what was begun for others goes on.</param>
/// <returns>A credential for the registry's host, or why there is none; its detail holds no secret.</returns>
/// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> gave up.</exception>
public delegate Task<RegistryResult<RegistryCredential>> CloudLogin(CloudRegistry registry, CancellationToken cancellationToken);
