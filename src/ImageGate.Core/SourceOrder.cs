using ImageGate.Core.Caching;
using ImageGate.Core.Registries;

namespace ImageGate.Core;

/// <summary>
/// Which source of a repository's signatures to read first: the one where they were the last time. A guess that saves
/// requests; whatever it says, all sources are read before anything is denied.
/// </summary>
internal sealed class SourceOrder
{
    private const int MaxRepositories = 10_000;

    private readonly BoundedCache<RepositoryName, SignatureSource> _last = new(MaxRepositories, MaxRepositories);

    /// <summary>The order for a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="withAttestations">Whether attestations are looked for as well.</param>
    public IReadOnlyList<SignatureSource> Of(RepositoryName repository, bool withAttestations) =>
        (withAttestations, _last.TryGet(repository, out SignatureSource last) && last == SignatureSource.Referrers) switch
        {
            (false, false) => [SignatureSource.SignatureTag, SignatureSource.Referrers],
            (false, true) => [SignatureSource.Referrers, SignatureSource.SignatureTag],
            (true, false) => [SignatureSource.SignatureTag, SignatureSource.AttestationTag, SignatureSource.Referrers],
            (true, true) => [SignatureSource.Referrers, SignatureSource.SignatureTag, SignatureSource.AttestationTag],
        };

    /// <summary>Says where a repository's signatures were.</summary>
    public void Learn(RepositoryName repository, SignatureSource source) => _last.Set(repository, source, bytes: 1);
}
