using ImageGate.Core.Caching;
using ImageGate.Core.Policies;

namespace ImageGate.Core.Registries;

/// <summary>Finds where repositories are read for one request.</summary>
/// <param name="policies">Mirrors and settings.</param>
/// <param name="pull">What came with the request.</param>
internal sealed class RepositoryLocator(PolicySet policies, PullCredentials pull)
{
    private readonly Dictionary<RepositoryName, string> _identities = [];

    /// <summary>Where a repository is read, and as whom.</summary>
    public RepositoryLocation Locate(RepositoryName name) => policies.Locate(name) with { Pull = pull };

    /// <summary>Tells two places apart, and two ways to read one place; made once for all policies that ask.</summary>
    public string IdentityOf(RepositoryName name)
    {
        if (!_identities.TryGetValue(name, out string? identity))
        {
            identity = AnswerKey.IdentityOf(Locate(name));
            _identities.Add(name, identity);
        }

        return identity;
    }
}
