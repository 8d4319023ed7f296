namespace ImageGate.Core.Registries;

/// <summary>Where to ask, how, and as whom.</summary>
/// <param name="Name">The repository that is asked: of a mirror, when one is configured.</param>
/// <param name="Access">The settings of its host.</param>
/// <param name="Pull">What came with the request.</param>
public sealed record RepositoryLocation(RepositoryName Name, RegistryAccess Access, PullCredentials Pull)
{
    private static readonly RegistryCredential?[] Nobody = [null];

    /// <summary>A place that is asked with what the policies have alone.</summary>
    public RepositoryLocation(RepositoryName name, RegistryAccess access)
        : this(name, access, PullCredentials.None)
    {
    }

    /// <summary>
    /// Who to be, one after the other while the registry refuses; null is nobody. Never empty. A credential of the policies is
    /// the only one: an administrator wrote it for this very repository. Not where the pod's own identity is asked with: its
    /// login is not known here.
    /// </summary>
    public IReadOnlyList<RegistryCredential?> Logins
    {
        get
        {
            RegistryCredential?[] known = Access.Credentials.For(Name.Repository) is { } configured ? [configured] : [.. OfRequest];
            return known.Length > 0 ? known : Nobody;
        }
    }

    /// <summary>Those of <see cref="Logins"/> that came with the request.</summary>
    internal IReadOnlyList<RegistryCredential> OfRequest => HasConfiguredLogin ? [] : Pull.For(Name);

    /// <summary>Whether the policies say who to be.</summary>
    internal bool HasConfiguredLogin => Access.Credentials.Cloud is not null || Access.Credentials.For(Name.Repository) is not null;
}
