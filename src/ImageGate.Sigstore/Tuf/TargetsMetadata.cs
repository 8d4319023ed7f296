using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tuf;

/// <summary>Which target files there are. Source: TUF specification 1.0.34, 4.5.</summary>
internal sealed record TargetsMetadata : TufMetadata
{
    private readonly Dictionary<string, FileDescription> _files;
    private readonly bool _delegates;

    public TargetsMetadata(JsonPart signed)
        : base(signed)
    {
        _files = signed.Members("targets", Limits.MaxTufFiles).ToDictionary(file => file.Key, file => FileDescription.ReadTarget(file.Value));
        _delegates = signed.OptionalObject("delegations") is not null;
    }

    public FileDescription? Find(string name) => _files.GetValueOrDefault(name);

    /// <summary>
    /// Why a name is not found. Delegated roles are not searched: every Sigstore repository lists <c>trusted_root.json</c> at
    /// the top level, which is asked before any delegation (5.6.7), and the public-good instance delegates only other names.
    /// </summary>
    public TufProblem NotListed(string name) => _delegates
        ? TufRole.Targets.Problem(TufFailure.DelegationUnsupported, $"(version {Version}) does not list {name} itself, and delegated roles are not searched")
        : TufRole.Targets.Problem(TufFailure.TargetNotListed, $"(version {Version}) does not list {name}");
}
