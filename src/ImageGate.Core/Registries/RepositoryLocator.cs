using ImageGate.Core.Policies;

namespace ImageGate.Core.Registries;

/// <summary>Finds where repositories are read for one request.</summary>
/// <param name="policies">Mirrors and settings.</param>
/// <param name="pull">What came with the request.</param>
internal sealed class RepositoryLocator(PolicySet policies, PullCredentials pull)
{
    /// <summary>Where a repository is read, and as whom.</summary>
    public RepositoryLocation Locate(RepositoryName name) => policies.Locate(name) with { Pull = pull };
}
