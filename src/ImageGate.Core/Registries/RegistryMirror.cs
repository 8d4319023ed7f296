namespace ImageGate.Core.Registries;

/// <summary>Images below one name are looked up below another; policies still speak of the first.</summary>
/// <param name="Origin">What images are called: a repository prefix of whole segments (<c>ghcr.io/acme</c> for <c>ghcr.io/acme/**</c>), or a host alone.</param>
/// <param name="Location">What takes its place.</param>
public sealed record RegistryMirror(string Origin, string Location)
{
    /// <summary>Where the repository is looked up, or null when this mirror does not hold it.</summary>
    public RepositoryName? Map(RepositoryName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string full = name.ToString();
        return full.StartsWith(Origin + "/", StringComparison.Ordinal) && RepositoryName.TryParse(Location + full[Origin.Length..], out RepositoryName? mapped)
            ? mapped
            : null;
    }
}
