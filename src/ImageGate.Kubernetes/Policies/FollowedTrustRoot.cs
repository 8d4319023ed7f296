using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Kubernetes.Policies;

/// <summary>A <c>TrustRoot</c> that a signer uses and whose trusted root comes from a TUF repository.</summary>
public sealed class FollowedTrustRoot
{
    private readonly List<Func<TrustedRoot, string?>> _uses = [];

    internal FollowedTrustRoot(string name, TufSeed seed, TimeSpan? maxAge)
    {
        Name = name;
        Seed = seed;
        MaxAge = maxAge;
    }

    /// <summary>The name of the document, or <c>public-good</c>.</summary>
    public string Name { get; }

    /// <summary>The repository; several trust roots may follow one.</summary>
    public TufSeed Seed { get; }

    /// <summary>How long ago the last successful refresh may be, or null: ever.</summary>
    public TimeSpan? MaxAge { get; }

    /// <summary>
    /// Why the signers that use it could never be right under <paramref name="root"/>, for people, or null. To be asked
    /// before a new root takes the place of one that is good.
    /// </summary>
    public string? FindProblem(TrustedRoot root) => _uses.Select(problem => problem(root)).FirstOrDefault(problem => problem is not null);

    /// <summary>Notes what a signer needs.</summary>
    internal void AddUse(Func<TrustedRoot, string?> problem) => _uses.Add(problem);
}
